package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A volume cut into parts, each with a set of nodes that hold it. Each node of any set is a copy
 * with the node as {@code @key}; {@code @whole} is true when it is in every set, and only then
 * holds all of the volume; {@code @current} is true when every part's list of current nodes has it,
 * false when one has not, and absent where a part does not say.
 *
 * @param sets the list of sets
 * @param members the list of nodes in one set
 * @param parts the list of what is known of each part, in any order
 * @param current the current nodes of one part: a list, or a text with commas
 */
public record CopySets(ValuePath sets, ValuePath members, ValuePath parts, ValuePath current) {
    public CopySets {
        given(sets, "sets.sets");
        given(members, "sets.members");
        given(parts, "sets.parts");
        given(current, "sets.current");
    }

    /** One item for each node of an object's sets. */
    List<Map<Object, Object>> items(Object object) {
        List<Set<String>> holding = lists(sets.read(object), members);
        List<Set<String>> serving = lists(parts.read(object), current);
        boolean known =
                !serving.isEmpty()
                        && serving.size() >= holding.size()
                        && serving.stream().noneMatch(Set::isEmpty);
        Set<String> nodes = new LinkedHashSet<>();
        holding.forEach(nodes::addAll);
        List<Map<Object, Object>> items = new ArrayList<>();
        for (String node : nodes) {
            Map<Object, Object> item = new HashMap<>();
            item.put("@key", node);
            item.put("@whole", holding.stream().allMatch(set -> set.contains(node)));
            if (known) {
                item.put("@current", serving.stream().allMatch(set -> set.contains(node)));
            }
            items.add(item);
        }
        return items;
    }

    private static List<Set<String>> lists(@Nullable Object value, ValuePath within) {
        List<Set<String>> lists = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                lists.add(names(within.read(each)));
            }
        }
        return lists;
    }

    private static Set<String> names(@Nullable Object value) {
        Set<String> names = new HashSet<>();
        if (value instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        } else if (value instanceof String text) {
            Arrays.stream(text.split(",", -1)).map(String::strip).forEach(names::add);
        }
        names.remove("");
        return names;
    }
}
