package dev.holdfast.policy;

/** What must hold after a voluntary eviction. */
@Doc("What must hold after a voluntary eviction.")
public record Disruption(
        @Doc(
                        "`Quorum`: every set can still be read and written. `Survive`: every goal still holds as well.")
                @Schema.Default("\"Quorum\"")
                Keep keep,
        @Doc(
                        "How long a member counts as not yet back after it turned Ready, for databases whose readiness does"
                                + " not mean caught up; for example `30s`, `5m`.")
                @Schema.Default("\"0s\"")
                @Schema.Matches("([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?")
                String settle) {
    /** Quorum, settled at once. */
    public static final Disruption DEFAULT = new Disruption(Keep.Quorum, "0s");

    /** What an eviction keeps. */
    @Doc("What an eviction keeps.")
    public enum Keep {
        Quorum,
        Survive
    }

    /** {@link #settle} in seconds. */
    public long settleSeconds() {
        long seconds = 0;
        long number = 0;
        for (int i = 0; i < settle.length(); i++) {
            char c = settle.charAt(i);
            switch (c) {
                case 'h' -> seconds += number * 3600;
                case 'm' -> seconds += number * 60;
                case 's' -> seconds += number;
                default -> {
                    number = number * 10 + Character.digit(c, 10);
                    continue;
                }
            }
            number = 0;
        }
        return seconds;
    }
}
