package dev.holdfast.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.LabelSelector.Operator;
import dev.holdfast.policy.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverlapTest {
    private static final int PAIRS_PER_SEED = 2_000;
    private static final List<Operator> OPERATORS = List.of(Operator.values());
    private static final List<String> KEYS = List.of("a", "b");
    private static final List<String> VALUES = List.of("x", "y", "");

    private static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 5).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void overlapIsWhatTryingAllLabelsFinds(long seed) {
        Random random = new Random(seed);
        List<Map<String, String>> universe = universe();
        int overlapping = 0;
        for (int i = 0; i < PAIRS_PER_SEED; i++) {
            LabelSelector first = selector(random);
            LabelSelector second = selector(random);
            boolean both =
                    universe.stream()
                            .anyMatch(labels -> first.matches(labels) && second.matches(labels));
            overlapping += both ? 1 : 0;
            assertThat(Overlap.possible(first, second))
                    .as("%s and %s", first, second)
                    .isEqualTo(both);
            assertThat(Overlap.certain(first, second))
                    .as("%s and %s, one within the other", first, second)
                    .isEqualTo(both && (within(first, second) || within(second, first)));
        }
        assertThat(overlapping).isBetween(PAIRS_PER_SEED / 20, PAIRS_PER_SEED * 19 / 20);
    }

    private static boolean within(LabelSelector narrow, LabelSelector wide) {
        return universe().stream()
                .allMatch(labels -> !narrow.matches(labels) || wide.matches(labels));
    }

    /** Every choice of a value that selectors name, one that none names, and absence, per key. */
    private static List<Map<String, String>> universe() {
        List<String> all = new ArrayList<>(VALUES);
        all.add("fresh");
        List<Map<String, String>> universe = new ArrayList<>(List.of(Map.of()));
        for (String key : KEYS) {
            for (Map<String, String> labels : List.copyOf(universe)) {
                for (String value : all) {
                    Map<String, String> more = new HashMap<>(labels);
                    more.put(key, value);
                    universe.add(more);
                }
            }
        }
        return universe;
    }

    private static LabelSelector selector(Random random) {
        Map<String, String> labels = new HashMap<>();
        List<Requirement> requirements = new ArrayList<>();
        for (String key : KEYS) {
            if (random.nextInt(4) == 0) {
                labels.put(key, VALUES.get(random.nextInt(VALUES.size())));
            }
            if (random.nextInt(2) == 0) {
                Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
                boolean takes = operator == Operator.In || operator == Operator.NotIn;
                List<String> values =
                        takes
                                ? VALUES.subList(random.nextInt(2), 2 + random.nextInt(2))
                                : List.of();
                requirements.add(new Requirement(key, operator, values));
            }
        }
        return new LabelSelector(labels, requirements);
    }

    @Test
    void aValueThatNoPodCanHaveNeverMatches() {
        LabelSelector impossible = LabelSelector.of(Map.of("a", "not a label value"));
        assertThat(Overlap.possible(impossible, LabelSelector.EVERYTHING)).isFalse();
    }

    @Test
    void selectorsOverDifferentKeysOverlap() {
        assertThat(
                        Overlap.possible(
                                LabelSelector.of(Map.of("app", "a")),
                                LabelSelector.of(Map.of("tier", "b"))))
                .isTrue();
        assertThat(
                        Overlap.certain(
                                LabelSelector.of(Map.of("app", "a")),
                                LabelSelector.of(Map.of("tier", "b"))))
                .isFalse();
    }

    @Test
    void aSelectorWithinAnotherOverlapsItForCertain() {
        LabelSelector wide = LabelSelector.of(Map.of("app", "a"));
        LabelSelector narrow = LabelSelector.of(Map.of("app", "a", "tier", "b"));
        assertThat(Overlap.certain(narrow, wide)).isTrue();
        assertThat(Overlap.certain(wide, narrow)).isTrue();
        assertThat(Overlap.certain(wide, wide)).isTrue();
        assertThat(Overlap.certain(LabelSelector.EVERYTHING, narrow)).isTrue();
    }
}
