package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DurabilityTest {
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-11);

    private static Stream<Long> seeds() {
        return LongStream.range(0, Long.getLong("holdfast.seeds", 500)).boxed();
    }

    /** The double sum of Ford et al. section 8.2, in 60 digits. */
    private static double ford(int units, int needed, double loss, double repair) {
        var digits = new MathContext(60);
        BigDecimal ratio = new BigDecimal(repair).divide(new BigDecimal(loss), digits);
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k <= units - needed; k++) {
            for (int i = 0; i <= k; i++) {
                BigDecimal product =
                        IntStream.rangeClosed(units - k, units - k + i)
                                .mapToObj(BigDecimal::valueOf)
                                .reduce(BigDecimal.ONE, BigDecimal::multiply);
                sum = sum.add(ratio.pow(i, digits).divide(product, digits));
            }
        }
        return sum.divide(new BigDecimal(loss), digits).doubleValue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theChainEqualsTheDoubleSumOfFordSection82(long seed) {
        Random random = new Random(seed);
        int units = random.nextInt(1, 21);
        int needed = random.nextInt(1, units + 1);
        double loss = Math.pow(10, random.nextDouble(-6, 1));
        double repair = seed % 10 == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 5));
        assertThat(Durability.meanTimeToLoss(units, needed, loss, repair))
                .isCloseTo(ford(units, needed, loss, repair), ROUNDING);
    }

    @ParameterizedTest(name = "loss {0}, repair {1}")
    @CsvSource({"0.001, 10", "0.5, 2", "3, 0.25", "1e-7, 1e3"})
    void twoAndThreeCopiesHaveClosedForms(double l, double p) {
        assertThat(Durability.meanTimeToLoss(2, 1, l, p))
                .isCloseTo((3 * l + p) / (2 * l * l), ROUNDING);
        assertThat(Durability.meanTimeToLoss(3, 1, l, p))
                .isCloseTo((11 * l * l + 4 * l * p + p * p) / (6 * l * l * l), ROUNDING);
        assertThat(Durability.meanTimeToLoss(1, 1, l, p)).isCloseTo(1 / l, ROUNDING);
    }

    @Test
    void aDiskLostIn1000DaysAndRebuiltInOne() {
        assertThat(Durability.meanTimeToLoss(2, 1, 0.001, 1)).isCloseTo(501_500, ROUNDING);
        assertThat(Durability.meanTimeToLoss(3, 1, 0.001, 1))
                .isCloseTo(167_335_166.7, Percentage.withPercentage(1e-7));
    }

    @Test
    void aWideCodeKeepsItsDigits() {
        assertThat(Durability.ofErasureCode(100, 20, 1e-6, 10))
                .isCloseTo(ford(120, 100, 1e-6, 10), ROUNDING);
    }

    @Test
    void nestedSetsUseTheMembersOwnTimeToLoss() {
        assertThat(Durability.nested(3, 1, 1, 0.01, 5, 2))
                .isCloseTo(Durability.meanTimeToLoss(3, 1, 0.01, 2), ROUNDING);
        double member = (3 * 0.01 + 5) / (2 * 0.01 * 0.01);
        assertThat(Durability.nested(3, 2, 2, 0.01, 5, 2))
                .isCloseTo(Durability.meanTimeToLoss(3, 2, 1 / member, 2), ROUNDING);
    }

    @Test
    void membersOnNodesOfTheirOwnNeedNoJointChain() {
        assertThat(Durability.joint(List.of(List.of(0), List.of(1), List.of(2)), 1, 0.01, 2))
                .isCloseTo(Durability.meanTimeToLoss(3, 1, 0.01, 2), ROUNDING);
        assertThat(
                        Durability.joint(
                                List.of(List.of(0), List.of(1), List.of(2), List.of(3)),
                                3,
                                0.01,
                                2))
                .isCloseTo(Durability.ofErasureCode(3, 1, 0.01, 2), ROUNDING);
    }

    @Test
    void sixCopiesOnThreeNodesAreWorthThree() {
        var ring = List.of(List.of(0, 1), List.of(1, 2), List.of(2, 0));
        var apart = List.of(List.of(0, 1), List.of(2, 3), List.of(4, 5));
        double three = Durability.meanTimeToLoss(3, 1, 0.01, 2);
        assertThat(Durability.joint(ring, 1, 0.01, 2)).isCloseTo(three, ROUNDING);
        assertThat(Durability.joint(apart, 1, 0.01, 2)).isGreaterThan(1000 * three);
        assertThat(Durability.joint(apart, 1, 0.01, 2))
                .isCloseTo(Durability.meanTimeToLoss(6, 1, 0.01, 2), ROUNDING);
    }

    @Test
    void inputsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Durability.meanTimeToLoss(3, 4, 1, 1))
                .hasMessageContaining("4 of 3");
        assertThatThrownBy(() -> Durability.meanTimeToLoss(3, 0, 1, 1))
                .hasMessageContaining("0 of 3");
        assertThatThrownBy(() -> Durability.meanTimeToLoss(3, 1, 0, 1))
                .hasMessageContaining("loss rate");
        assertThatThrownBy(() -> Durability.meanTimeToLoss(3, 1, 1, -1))
                .hasMessageContaining("repair rate");
        assertThatThrownBy(() -> Durability.joint(List.of(List.of(10)), 1, 1, 1))
                .hasMessageContaining("0 to 9");
        assertThatThrownBy(() -> Durability.joint(List.of(List.of()), 1, 1, 1))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> Durability.joint(List.of(List.of(0)), 2, 1, 1))
                .hasMessageContaining("2 members needed");
    }

    @ParameterizedTest(
            name =
                    "O4, Ford table 3 (OSDI 2010), R={0} independent: {1} d, fitted {2}, off by at most {3} %")
    @CsvSource({
        "2, 4.99e5, 4.98997e5, 0.1",
        "3, 1.35e9, 1.349986e9, 0.1",
        "4, 2.75e12, 2.7392e12, 0.4"
    })
    void theFittedRatesMeetTheStripesOfFord(
            int copies, double published, double fitted, double percent) {
        double days = Durability.meanTimeToLoss(copies, 1, 8.1345e-3, 66.013);
        assertThat(days).isCloseTo(fitted, Percentage.withPercentage(0.002));
        assertThat(days).isCloseTo(published, Percentage.withPercentage(percent));
    }

    @Test
    void withoutARepairEachLossIsOneStep() {
        assertThat(Durability.meanTimeToLoss(3, 1, 2, 0))
                .isCloseTo(1 / 6.0 + 1 / 4.0 + 1 / 2.0, within(1e-15));
    }
}
