package dev.holdfast.policy;

import dev.holdfast.policy.NamePatternParser.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression on names whose cost is at most its size times the name's length, whoever
 * wrote it: all ways to match are followed at once, none is tried again (Pike's machine; Cox,
 * "Regular Expression Matching: the Virtual Machine Approach", 2009). What it finds and captures is
 * what {@code java.util.regex} does; look-around, back references, atomic groups and possessive
 * quantifiers are refused.
 */
public final class NamePattern {
    private static final int MOST_STEPS = 2_000;

    /** One step of the machine. */
    private sealed interface Step {
        /** Reads a character. */
        record Read(IntPredicate accepts) implements Step {}

        /** Goes on at two steps, the first one preferred. */
        record Split(int first, int second) implements Step {}

        /** Remembers the position: 2n where group n begins, 2n + 1 where it ends. */
        record Save(int slot) implements Step {}

        /** Goes on where the name begins, or where it ends. */
        record At(boolean begin) implements Step {}

        /** Found. */
        record Found() implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();
    private final int groups;
    private final String regex;

    private NamePattern(String regex, NamePatternParser.Parsed parsed) {
        this.regex = regex;
        this.groups = parsed.groups();
        emit(parsed.node());
        add(new Step.Found());
    }

    /**
     * The pattern.
     *
     * @throws PatternSyntaxException for what is no regular expression, is refused, or is too large
     */
    public static NamePattern compile(String regex) {
        return new NamePattern(regex, NamePatternParser.parse(regex));
    }

    /** How many groups capture. */
    public int groups() {
        return groups;
    }

    // --- making the steps

    private int add(Step step) {
        if (steps.size() >= MOST_STEPS) {
            throw new PatternSyntaxException(
                    "Too large once repetitions are written out", regex, 0);
        }
        steps.add(step);
        return steps.size() - 1;
    }

    private void emit(Node node) {
        switch (node) {
            case Node.One(IntPredicate accepts) -> add(new Step.Read(accepts));
            case Node.Edge(boolean begin) -> add(new Step.At(begin));
            case Node.Sequence(List<Node> parts) -> parts.forEach(this::emit);
            case Node.Group(int number, Node inner) -> {
                add(new Step.Save(2 * number - 2));
                emit(inner);
                add(new Step.Save(2 * number - 1));
            }
            case Node.Either(List<Node> ways) -> either(ways);
            case Node.Repeat repeat -> repeat(repeat);
        }
    }

    private void either(List<Node> ways) {
        List<Integer> ends = new ArrayList<>();
        for (Node way : ways.subList(0, ways.size() - 1)) {
            int split = add(new Step.Found());
            emit(way);
            ends.add(add(new Step.Found()));
            steps.set(split, new Step.Split(split + 1, steps.size()));
        }
        emit(ways.getLast());
        int after = steps.size();
        ends.forEach(end -> steps.set(end, new Step.Split(after, after)));
    }

    private void repeat(Node.Repeat repeat) {
        for (int i = 0; i < repeat.least(); i++) {
            emit(repeat.node());
        }
        if (repeat.most() == Node.Repeat.FOREVER) {
            int split = add(new Step.Found());
            emit(repeat.node());
            add(new Step.Split(split, split));
            steps.set(split, split(repeat, split + 1, steps.size()));
            return;
        }
        List<Integer> splits = new ArrayList<>();
        for (int i = repeat.least(); i < repeat.most(); i++) {
            splits.add(add(new Step.Found()));
            emit(repeat.node());
        }
        int after = steps.size();
        splits.forEach(split -> steps.set(split, split(repeat, split + 1, after)));
    }

    private static Step split(Node.Repeat repeat, int again, int after) {
        return repeat.greedy() ? new Step.Split(again, after) : new Step.Split(after, again);
    }

    // --- following them

    /** The captures of the first match in a name, empty texts for groups that took no part. */
    public Optional<List<String>> find(String name) {
        int[] none = new int[2 * groups];
        Arrays.fill(none, -1);
        Threads current = new Threads(name);
        int @Nullable [] found = null;
        for (int at = 0; at <= name.length(); at++) {
            if (found == null) {
                current.follow(0, at, none);
            }
            Threads next = new Threads(name);
            for (int i = 0; i < current.count; i++) {
                int[] saved = current.saved[i];
                switch (steps.get(current.step[i])) {
                    case Step.Read(IntPredicate accepts) -> {
                        if (at < name.length() && accepts.test(name.charAt(at))) {
                            next.follow(current.step[i] + 1, at + 1, saved);
                        }
                    }
                    case Step.Found() -> {
                        found = saved;
                        current.count = 0;
                    }
                    case Step.Split _, Step.Save _, Step.At _ ->
                            throw new IllegalStateException("a step that does not wait");
                }
            }
            current = next;
        }
        return Optional.ofNullable(found).map(saved -> captures(name, saved));
    }

    private static List<String> captures(String name, int[] saved) {
        List<String> captures = new ArrayList<>();
        for (int i = 0; i < saved.length; i += 2) {
            boolean took = saved[i] >= 0 && saved[i + 1] >= 0;
            captures.add(took ? name.substring(saved[i], saved[i + 1]) : "");
        }
        return captures;
    }

    /** The ways that are open at one position, the preferred ones first, each step once. */
    private final class Threads {
        private final String name;
        private final boolean[] seen = new boolean[steps.size()];
        private final int[] step = new int[steps.size()];
        private final int[][] saved = new int[steps.size()][];
        private int count;

        Threads(String name) {
            this.name = name;
        }

        /** Goes on to the steps that read, without reading. */
        void follow(int first, int at, int[] slots) {
            if (seen[first]) {
                return;
            }
            seen[first] = true;
            switch (steps.get(first)) {
                case Step.Split(int one, int other) -> {
                    follow(one, at, slots);
                    follow(other, at, slots);
                }
                case Step.Save(int slot) -> {
                    int[] changed = slots.clone();
                    changed[slot] = at;
                    follow(first + 1, at, changed);
                }
                case Step.At(boolean begin) -> {
                    if (at == (begin ? 0 : name.length())) {
                        follow(first + 1, at, slots);
                    }
                }
                case Step.Read _, Step.Found _ -> {
                    step[count] = first;
                    saved[count++] = slots;
                }
            }
        }
    }
}
