package dev.holdfast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopysetsTest {
    @ParameterizedTest(
            name =
                    "O1, Copysets (USENIX ATC 2013) abstract: 5000 nodes, R 3, 1 % fail, {0} copysets: {1} %")
    @CsvSource({"1, 0.0000941364744, 5e-14", "1666, 0.15671, 5e-6", "1e7, 99.9918, 5e-5"})
    void losingOnePercentOfTheNodesOfRamcloud(double copysets, double percent, double digits) {
        assertThat(Copysets.anyLoss(5000, 50, 3, copysets) * 100)
                .isCloseTo(percent, within(digits));
    }

    @Test
    @DisplayName(
            "O1, Copysets (USENIX ATC 2013) section 1: scatter width 2 of 5000 nodes makes 1666 copysets")
    void theFewestCopysets() {
        assertThat(Copysets.ofPermutations(5000, 3, 2)).isEqualTo(1666);
    }

    /** Share of all choices of three of nine nodes that contain a copyset. */
    private static double lossOfThreeOfNine(Collection<Set<Integer>> copysets) {
        int losing = 0;
        int all = 0;
        for (int a = 0; a < 9; a++) {
            for (int b = a + 1; b < 9; b++) {
                for (int c = b + 1; c < 9; c++) {
                    Set<Integer> failed = Set.of(a, b, c);
                    losing += copysets.stream().anyMatch(failed::containsAll) ? 1 : 0;
                    all++;
                }
            }
        }
        assertThat(all).isEqualTo(84);
        return losing / (double) all;
    }

    @Test
    @DisplayName(
            "O3, Copysets (USENIX ATC 2013) example: 9 nodes, R 3, S 4: 6 copysets, 6/84 = 7.143 %")
    void theExampleWithTwoPermutations() {
        var copysets =
                List.of(
                        Set.of(0, 1, 2),
                        Set.of(3, 4, 5),
                        Set.of(6, 7, 8),
                        Set.of(0, 3, 6),
                        Set.of(1, 4, 7),
                        Set.of(2, 5, 8));
        assertThat(Copysets.scatterWidths(copysets).values()).hasSize(9).containsOnly(4);
        assertThat(Copysets.permutations(4, 3)).isEqualTo(2);
        assertThat(Copysets.ofPermutations(9, 3, 4)).isEqualTo(6);
        assertThat(lossOfThreeOfNine(copysets) * 100).isCloseTo(7.143, within(5e-4));
        assertThat(Copysets.anyLoss(9, 3, 3, 6) * 100).isBetween(6.9, 7.143);
    }

    @Test
    @DisplayName(
            "O3, Copysets (USENIX ATC 2013) example: copies anywhere in a window of 4: 54 sets, 64.286 %")
    void theExampleWithAWindow() {
        var copysets = new HashSet<Set<Integer>>();
        for (int node = 0; node < 9; node++) {
            for (int a = 1; a <= 4; a++) {
                for (int b = a + 1; b <= 4; b++) {
                    copysets.add(Set.of(node, (node + a) % 9, (node + b) % 9));
                }
            }
        }
        assertThat(copysets).hasSize(54);
        assertThat(lossOfThreeOfNine(copysets) * 100).isCloseTo(64.286, within(5e-4));
        assertThat(Copysets.scatterWidths(copysets).values()).containsOnly(8);
    }

    @Test
    @DisplayName(
            "O3, Copysets (USENIX ATC 2013) example: scatter width 2 is the least: 3/84 = 3.571 %")
    void theExampleWithOnePermutation() {
        var copysets = List.of(Set.of(0, 1, 2), Set.of(3, 4, 5), Set.of(6, 7, 8));
        assertThat(Copysets.ofPermutations(9, 3, 2)).isEqualTo(3);
        assertThat(lossOfThreeOfNine(copysets) * 100).isCloseTo(3.571, within(5e-4));
    }

    @Test
    void aScatterWidthBetweenTwoTakesTheLargerNumberOfPermutations() {
        assertThat(Copysets.permutations(5, 3)).isEqualTo(3);
        assertThatThrownBy(() -> Copysets.permutations(5, 1)).hasMessageContaining("1 copies");
    }

    @Test
    void copiesAreStripesWithOneDataUnit() {
        assertThat(Copysets.stripeLoss(100, 20, 1, 2))
                .isCloseTo(Copysets.anyLoss(100, 20, 3, 1), Percentage.withPercentage(1e-10));
        assertThat(Copysets.anyStripeLoss(100, 20, 1, 2, 50))
                .isCloseTo(Copysets.anyLoss(100, 20, 3, 50), Percentage.withPercentage(1e-10));
    }

    @ParameterizedTest(name = "{0} of {1} nodes lost, RS({2},{3})")
    @CsvSource({"4, 8, 4, 2", "5, 9, 3, 1", "2, 7, 4, 2", "7, 7, 4, 2", "0, 7, 4, 2", "3, 6, 2, 0"})
    void stripesLostEqualAllPlacementsCounted(int failed, int nodes, int data, int parity) {
        int losing = 0;
        int all = 0;
        for (int stripe = 0; stripe < 1 << nodes; stripe++) {
            if (Integer.bitCount(stripe) == data + parity) {
                int lost = Integer.bitCount(stripe & ((1 << failed) - 1));
                losing += lost > parity ? 1 : 0;
                all++;
            }
        }
        assertThat(Copysets.stripeLoss(nodes, failed, data, parity))
                .isCloseTo(losing / (double) all, within(1e-15));
    }

    @Test
    void noFailureLosesNothingAndAllLoseEverything() {
        assertThat(Copysets.anyLoss(9, 0, 3, 6)).isZero();
        assertThat(Copysets.anyLoss(9, 9, 3, 6)).isOne();
        assertThat(Copysets.anyLoss(9, 9, 3, 0)).isZero();
        assertThatThrownBy(() -> Copysets.anyLoss(2, 1, 3, 1)).hasMessageContaining("2 nodes");
        assertThatThrownBy(() -> Copysets.anyLoss(9, 10, 3, 1)).hasMessageContaining("10 failed");
    }

    /**
     * Years to loss: independent losses per day as fitted to O4, and bursts a year of 1000 nodes.
     */
    private static double yearsWithBursts(int data, int parity) {
        double independent = 365.25 / Durability.ofErasureCode(data, parity, 8.1345e-3, 66.013);
        double small = 141 * Copysets.stripeLoss(1000, 3, data, parity);
        double large = 1e-5 * Copysets.stripeLoss(1000, 200, data, parity);
        return 1 / (independent / 1e6 + small + large);
    }

    @Test
    @DisplayName(
            "O5, Ford table 3 (OSDI 2010) with correlation, ordering only: RS(9,4) < R3 < RS(6,3) < RS(8,4)")
    void burstsPutAWideCodeBelowThreeCopies() {
        // The paper's inputs are unpublished: bursts of 3 and of 200 nodes, rates chosen.
        assertThat(yearsWithBursts(9, 4)).isLessThan(yearsWithBursts(1, 2));
        assertThat(yearsWithBursts(1, 2)).isLessThan(yearsWithBursts(6, 3));
        assertThat(yearsWithBursts(6, 3)).isLessThan(yearsWithBursts(8, 4));
    }

    @Test
    @DisplayName("O5, Ford table 3 (OSDI 2010): without correlation RS(9,4) would be above R3")
    void independenceRanksTheWideCodeTheOtherWayRound() {
        assertThat(Durability.ofErasureCode(9, 4, 8.1345e-3, 66.013))
                .isGreaterThan(Durability.ofErasureCode(1, 2, 8.1345e-3, 66.013));
    }

    @ParameterizedTest(
            name =
                    "O5, Ford table 3 (OSDI 2010), RS({0},{1}) with correlation {2} d: independence promises more")
    @CsvSource({
        "1, 1, 1.47E+5",
        "1, 2, 6.82E+6",
        "1, 3, 1.40E+8",
        "6, 3, 1.03E+7",
        "9, 4, 2.39E+6",
        "8, 4, 5.11E+7"
    })
    void theIndependentChainIsAlwaysTooGood(int data, int parity, double published) {
        assertThat(Durability.ofErasureCode(data, parity, 8.1345e-3, 66.013))
                .isGreaterThan(3 * published);
    }
}
