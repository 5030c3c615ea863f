package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Duration YEAR = Duration.ofHours(8_766);

    @Test
    void aYearIsAWholeYear() {
        assertThat(Rates.yearly(YEAR)).isEqualTo(1);
        assertThat(Rates.yearly(Duration.ofHours(6))).isCloseTo(360 / 525_960.0, within(1e-15));
        assertThat(Rates.yearly(Duration.ofNanos(31_557_600_000L))).isCloseTo(1e-6, within(1e-18));
    }

    @Test
    void aNodeIsDownForItsShareOfRunningAndRepair() {
        Rates rates =
                new Rates(Duration.ofMillis(1500), Duration.ofMillis(500), 0, Optional.empty());
        assertThat(rates.nodeUnavailability()).isCloseTo(0.25, within(1e-15));
    }

    @Test
    void aZoneIsDownForItsTimeOfAYearAndTheRestStays() {
        Rates before =
                Rates.repairedIn(Duration.ofHours(2))
                        .withBurst(new Rates.Burst(1, Duration.ofHours(1), 1));
        assertThat(before.withZoneDownPerYear(Duration.ofHours(6)))
                .isEqualTo(
                        new Rates(
                                before.nodeMtbf(),
                                before.nodeMttr(),
                                360 / 525_960.0,
                                before.burst()));
    }

    @Test
    void sharesOfNoneAndOfAllAreSharesAndNothingBeyond() {
        assertThat(Rates.repairedIn(Duration.ZERO).withZoneDownPerYear(YEAR).zoneUnavailability())
                .isEqualTo(1);
        assertThat(new Rates.Burst(1, YEAR, 1).unavailability()).isEqualTo(1);
        assertThat(new Rates.Burst(0, YEAR, 0).unavailability()).isZero();
        for (double share : new double[] {-1e-9, 1 + 1e-9, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Rates(YEAR, Duration.ZERO, share, Optional.empty()))
                    .withMessage("zone unavailability is %s, but must lie in [0, 1]", share);
        }
    }

    @Test
    void burstsThatFillMoreThanTheYearAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates.Burst(2, Duration.ofDays(200), 0.5))
                .withMessageStartingWith("share of the year in a burst is 1.09");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates.Burst(-1, Duration.ofDays(1), 0.5));
    }

    @Test
    void aNodeMustRunAndMayBeRepairedAtOnce() {
        assertThat(Rates.repairedIn(Duration.ZERO).nodeUnavailability()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates(Duration.ZERO, Duration.ZERO, 0, Optional.empty()))
                .withMessage("node MTBF PT0S must be positive, node MTTR PT0S not negative");
    }
}
