package dev.holdfast.cluster.object;

import dev.holdfast.policy.Problem;
import java.util.List;

/** An object that is not what its kind says: every problem with its path. */
public final class MalformedObjectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** With all that is wrong. */
    public MalformedObjectException(List<Problem> problems) {
        super(String.join("; ", problems.stream().map(Problem::toString).toList()));
        this.problems = List.copyOf(problems);
    }

    MalformedObjectException(String path, String message) {
        this(List.of(new Problem(path, message)));
    }

    /** What is wrong, in the order found. */
    public List<Problem> problems() {
        return problems;
    }
}
