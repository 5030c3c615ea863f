package dev.holdfast.oracle;

import java.util.ArrayList;
import java.util.List;

/** Every way to choose. */
final class Choices {
    private Choices() {}

    /** Every subset of exactly {@code size} items, in the order of the items. */
    static <T> List<List<T>> subsets(List<T> items, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int first = 0; first + size <= items.size(); first++) {
            for (List<T> rest : subsets(items.subList(first + 1, items.size()), size - 1)) {
                all.add(prepended(items.get(first), rest));
            }
        }
        return all;
    }

    /** Every choice of {@code size} items where one may be taken again; order does not count. */
    static <T> List<List<T>> withRepetition(List<T> items, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int first = 0; first < items.size(); first++) {
            for (List<T> rest : withRepetition(items.subList(first, items.size()), size - 1)) {
                all.add(prepended(items.get(first), rest));
            }
        }
        return all;
    }

    /** Every way to take one item of each list. */
    static <T> List<List<T>> oneOfEach(List<List<T>> lists) {
        if (lists.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (T first : lists.getFirst()) {
            for (List<T> rest : oneOfEach(lists.subList(1, lists.size()))) {
                all.add(prepended(first, rest));
            }
        }
        return all;
    }

    private static <T> List<T> prepended(T first, List<T> rest) {
        List<T> list = new ArrayList<>(rest.size() + 1);
        list.add(first);
        list.addAll(rest);
        return list;
    }
}
