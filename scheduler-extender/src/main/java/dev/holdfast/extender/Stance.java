package dev.holdfast.extender;

/** What to do where the truth is not known; chosen per installation. */
public enum Stance {
    /** Members wait: unknown nodes are refused, and a stale view answers an error. */
    STRICT,
    /**
     * Members go on with what native constraints say: unknown nodes pass, a stale view refuses
     * nothing.
     */
    LENIENT
}
