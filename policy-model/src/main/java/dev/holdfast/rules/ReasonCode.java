package dev.holdfast.rules;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Why a rule says no. Codes are stable. The text is what kube-scheduler gets for a refused node: it
 * never varies, because kube-scheduler builds a histogram of texts and tries a pod again whenever
 * its message changes.
 */
public enum ReasonCode {
    /** A domain label is missing on the node. */
    DOMAIN_LABEL_MISSING("HF1001", "node lacks a failure-domain label that the policy needs"),
    /** Spread, Required. */
    SPREAD(
            "HF1002",
            "failure domain already holds as many members of the set as the policy allows"),
    /** The volume cannot be attached there. */
    VOLUME_ELSEWHERE("HF1003", "member's volume is elsewhere"),
    /** Converge Required: no current copy there. */
    NO_CURRENT_COPY("HF1004", "node has no current copy of the member's volume"),
    /** Converge Required: a copy is listed, but it is not current. */
    COPY_NOT_CURRENT("HF1005", "node's copy of the member's volume is not current"),
    /** Converge Required: nobody knows where the copies are. */
    COPIES_UNKNOWN("HF1006", "where the copies of the member's volume lie is unknown"),
    /** A goal would be broken, or no room left for the rest. */
    SURVIVAL("HF1007", "a failure that the policy must survive would lose the data's quorum"),
    /** What is not known with the member there was known without it. */
    SURVIVAL_UNKNOWN("HF1008", "whether the data would survive with the member there is unknown"),
    /** The storage system does not serve on this node. */
    STORAGE_DOWN("HF1009", "the volume's storage system is down on the node"),
    /** The rack label disagrees with the domain. */
    RACK_MISMATCH("HF1010", "member's rack lies in another failure domain"),
    /** All copies of one member within one domain value. */
    COPIES_OUTSIDE("HF1011", "member's copies would leave the domain that must hold them all"),
    /** The node is not in the view. */
    NODE_UNKNOWN("HF1012", "node is not known yet"),
    /** Two policies speak for the pod. */
    POLICIES_OVERLAP("HF1013", "two policies select this pod");

    /** Numbers are below this. */
    public static final int NUMBERS =
            Arrays.stream(values()).mapToInt(ReasonCode::number).max().orElse(0) + 1;

    private static final int SERIES = 1000;
    private static final @Nullable ReasonCode[] BY_NUMBER = new @Nullable ReasonCode[NUMBERS];

    static {
        for (ReasonCode reason : values()) {
            BY_NUMBER[reason.number] = reason;
        }
    }

    private final String code;
    private final int number;
    private final String text;

    ReasonCode(String code, String text) {
        this.code = code;
        this.number = Integer.parseInt(code.substring("HF".length())) - SERIES;
        this.text = text;
    }

    /** The stable code, for example {@code HF1007}. */
    public String code() {
        return code;
    }

    /** The code's number in its series, for example 7: a verdict in the hot path. Never 0. */
    public int number() {
        return number;
    }

    /**
     * The reason with this number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ReasonCode of(int number) {
        @Nullable ReasonCode reason = number < 0 || number >= NUMBERS ? null : BY_NUMBER[number];
        if (reason == null) {
            throw new IllegalArgumentException("no reason has the number " + number);
        }
        return reason;
    }

    /** Code and constant text, for example {@code HF1007: a failure ...}. */
    public String text() {
        return code + ": " + text;
    }
}
