package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words beside a number. */
class AssumptionsTest {
    private static final Rates PLAIN =
            new Rates(Duration.ofDays(100), Duration.ofHours(1), 0, Optional.empty());
    private static final Rates.Burst BURST = new Rates.Burst(2.5, Duration.ofMinutes(90), 0.02);

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "PT48H, 2 d",
        "PT47H, 47 h",
        "PT1H, 1 h",
        "PT59M, 59 min",
        "PT90S, 1.5 min",
        "P100D, 100 d",
        "PT54M20.004S, 54.33 min"
    })
    void timesAreInTheUnitThatAPersonWouldTake(Duration time, String expected) {
        assertThat(Assumptions.inShort(new Rates(Duration.ofDays(100), time, 0, Optional.empty())))
                .isEqualTo(
                        "a node fails once in 100 d for %s; zone failures not modelled; bursts not modelled; nothing moves"
                                .formatted(expected));
    }

    @Test
    void everythingThatIsDeclaredIsInTheShortLine() {
        assertThat(
                        Assumptions.inShort(
                                PLAIN.withZoneDownPerYear(Duration.ofHours(6)).withBurst(BURST)))
                .isEqualTo(
                        "a node fails once in 100 d for 1 h; zone failures 360 min a year; bursts 2.5 times a year for 1.5 h hitting 2 %; nothing moves");
    }

    @Test
    void burstsAreNamedWithWhatIsDeclaredOfThemOrAsLeftOut() {
        List<String> without = Assumptions.ofMinutes(PLAIN);
        assertThat(without)
                .contains(
                        "All nodes have the same rates and fail independently, given their zone.",
                        "Bursts of failures by one cause are not modelled: the number is too good (37 % of node failures come in bursts, and ignoring correlation overestimates availability by two orders of magnitude and more (Ford et al., OSDI 2010); how often they come has no primary source).");
        List<String> with = Assumptions.ofMinutes(PLAIN.withBurst(BURST));
        assertThat(with)
                .contains(
                        "All nodes have the same rates and fail independently, given their zone and the bursts.")
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith(
                                        "2.5 times a year one cause takes down each node with probability 0.02 for 1.5 h (declared; 37 % of node failures"));
    }
}
