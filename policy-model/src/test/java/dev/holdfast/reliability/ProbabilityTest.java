package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProbabilityTest {
    /** Errors of independent estimates add as their squares, each by its share of the time. */
    @Test
    void aMixtureWeighsValuesAndErrorsByTheTimeOfEachPart() {
        Probability calm = new Probability(0.1, 0.04, 300);
        Probability mixed = calm.mixed(0.25, new Probability(0.5, 0.16, 100));
        assertThat(mixed.value()).isCloseTo(0.2, within(1e-15));
        assertThat(mixed.standardError()).isCloseTo(0.05, within(1e-15));
        assertThat(mixed.samples()).isEqualTo(400);
    }

    @Test
    void aMixtureOfExactPartsIsExact() {
        assertThat(Probability.exact(0.5).mixed(0.5, Probability.exact(1)))
                .isEqualTo(new Probability(0.75, 0, 0));
    }
}
