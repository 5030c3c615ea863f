package dev.holdfast.survival;

/** How a model takes what nobody knows: at a bound, or as one completion has it. */
sealed interface Outlook permits Outlook.Bound, Guesses {

    /** All of it as bad as it can be, or as good; the two bound every completion. */
    enum Bound implements Outlook {
        WORST,
        BEST
    }
}
