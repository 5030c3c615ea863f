package dev.holdfast.policy;

/** Whether members run where a current copy is. */
@Doc("Whether members run where a current copy of every data volume is.")
public record Converge(
        @Doc("`Required` refuses other nodes, `Preferred` scores them down, `Off` does not look.")
                @Schema.Default("\"Preferred\"")
                Mode mode,
        @Doc("How much locality weighs in the score when it is preferred, in percent.")
                @Schema.Default("50")
                @Schema.Range(min = 0, max = 100)
                int weight) {
    /** Preferred with weight 50. */
    public static final Converge DEFAULT = new Converge(Mode.Preferred, 50);

    /** How strict locality is. */
    @Doc("How strict locality is.")
    public enum Mode {
        Required,
        Preferred,
        Off
    }
}
