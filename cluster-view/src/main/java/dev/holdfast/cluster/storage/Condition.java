package dev.holdfast.cluster.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A test of one value of an object; exactly one of {@code is}, {@code in}, {@code notIn}, {@code
 * has}, {@code hasNone} is given.
 *
 * @param in holds when the value is there and, written as text, one of these
 * @param notIn holds when the value is there and none of these
 * @param has holds when the value is a list with one of these
 * @param hasNone holds when the value is absent, or a list with none of these
 */
public record Condition(
        ValuePath path,
        @Nullable Is is,
        @Nullable List<String> in,
        @Nullable List<String> notIn,
        @Nullable List<String> has,
        @Nullable List<String> hasNone) {
    /** Tests without an operand. Empty: absent, null, or without characters, items or fields. */
    public enum Is {
        Absent,
        Present,
        Empty,
        NotEmpty
    }

    public Condition {
        long given = Stream.of(is, in, notIn, has, hasNone).filter(Objects::nonNull).count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "a condition needs exactly one of is, in, notIn, has and hasNone, not "
                            + given);
        }
    }

    /** Whether all hold. */
    static boolean all(List<Condition> conditions, Object tree) {
        for (Condition condition : conditions) {
            if (!condition.holds(tree)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it holds for an object. */
    public boolean holds(Object tree) {
        if (is != null) {
            @Nullable Object value = path.read(tree);
            return switch (is) {
                case Absent -> value == null;
                case Present -> value != null;
                case Empty -> empty(value);
                case NotEmpty -> !empty(value);
            };
        }
        @Nullable Object value = path.read(tree);
        if (hasNone != null && value == null) {
            return true;
        }
        if (has != null || hasNone != null) {
            List<String> words = has != null ? has : Objects.requireNonNull(hasNone);
            return value instanceof List<?> list
                    && list.stream().map(String::valueOf).anyMatch(words::contains)
                            == (has != null);
        }
        return value != null
                && (in != null
                        ? in.contains(path.text(tree))
                        : notIn != null && !notIn.contains(path.text(tree)));
    }

    private static boolean empty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> fields -> fields.isEmpty();
            default -> false;
        };
    }
}
