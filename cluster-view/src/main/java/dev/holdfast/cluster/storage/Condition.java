package dev.holdfast.cluster.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test of one value of an object; exactly one of {@code is}, {@code in}, {@code notIn} is given.
 *
 * @param in holds when the value is there and, written as text, one of these
 * @param notIn holds when the value is there and none of these
 */
public record Condition(
        ValuePath path, @Nullable Is is, @Nullable List<String> in, @Nullable List<String> notIn) {
    /** Tests without an operand. Empty: absent, null, or without characters, items or fields. */
    public enum Is {
        Absent,
        Present,
        Empty,
        NotEmpty
    }

    public Condition {
        int given = (is == null ? 0 : 1) + (in == null ? 0 : 1) + (notIn == null ? 0 : 1);
        if (given != 1) {
            throw new IllegalArgumentException(
                    "a condition needs exactly one of is, in and notIn, not " + given);
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
        return path.read(tree) != null
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
