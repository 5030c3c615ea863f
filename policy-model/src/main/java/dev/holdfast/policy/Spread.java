package dev.holdfast.policy;

/** At most {@code max} members of one set (of the role, for Any) in one domain value. */
@Doc("At most `max` members of one set (of the role, when `by` is `Any`) in one value of a domain.")
public record Spread(
        @Doc("The domain's name.") @Schema.Required @Schema.Size(min = 1, max = 32) String domain,
        @Doc("How many members one value may hold. Not read when mode is Auto.")
                @Schema.Range(min = 1, max = 1000)
                @Schema.Default("1")
                int max,
        @Doc(
                        "`Required` refuses more, `Preferred` scores it down, `Auto` has no rule of its own: the survival"
                                + " rule decides.")
                @Schema.Default("\"Required\"")
                Mode mode) {
    /** How strict a spread is. */
    @Doc("How strict the spread is.")
    public enum Mode {
        Required,
        Preferred,
        Auto
    }
}
