package dev.holdfast.oracle;

/** What is known about a question whose inputs may be partly unknown. */
public enum Answer {
    HOLD,
    FAIL,
    UNKNOWN
}
