package dev.holdfast.policy;

/**
 * How many units an operation needs, or volumes want: a word or a number (int-or-string in the
 * schema).
 */
public sealed interface Amount {
    /** An exact number of units. */
    record Units(int count) implements Amount {}

    /**
     * A word with its meaning: {@code One}, {@code Majority}, {@code All}, {@code Any}, {@code
     * Auto}.
     */
    enum Word implements Amount {
        One,
        Majority,
        All,
        Any,
        Auto
    }

    /**
     * How many of {@code total} units this asks for: One and Any 1, Majority floor(total/2)+1, All
     * total, a number itself.
     *
     * @throws IllegalStateException for {@code Auto}, which the caller must have replaced
     */
    default int of(int total) {
        return switch (this) {
            case Units(int count) -> count;
            case Word word ->
                    switch (word) {
                        case One, Any -> 1;
                        case Majority -> total / 2 + 1;
                        case All -> total;
                        case Auto -> throw new IllegalStateException("Auto stands for no number");
                    };
        };
    }
}
