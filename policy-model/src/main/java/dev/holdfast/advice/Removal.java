package dev.holdfast.advice;

import java.util.List;
import java.util.OptionalInt;

/**
 * What removing one member would come to, with its set declared so much smaller (for {@code Any}:
 * the factor stays).
 *
 * @param set its sets, comma separated, empty when there is only one
 * @param node where it stands, empty when nowhere
 * @param because why it comes before or after others, most important first
 * @param hold goals of its sets that hold without it
 * @param fail goals of its sets that fail without it
 * @param unknown goals of its sets of which that is not known
 * @param margin the least margin of those goals, empty when none is known
 * @param losesData whether the last copy of something goes with it
 */
public record Removal(
        String member,
        String set,
        String node,
        List<String> because,
        int hold,
        int fail,
        int unknown,
        OptionalInt margin,
        boolean losesData) {
    public Removal {
        because = List.copyOf(because);
    }
}
