package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OldGenerationTest {
    private static final long MIB = 1L << 20;

    @Test
    void littleGarbageIsNotWorthAPause() {
        assertThat(OldGeneration.isTooMuch(60 * MIB, 12 * MIB)).isFalse();
        assertThat(OldGeneration.isTooMuch(61 * MIB, 12 * MIB)).isTrue();
    }

    @Test
    void garbageMayBeHalfOfALargeView() {
        assertThat(OldGeneration.isTooMuch(1500 * MIB, 1000 * MIB)).isFalse();
        assertThat(OldGeneration.isTooMuch(1501 * MIB, 1000 * MIB)).isTrue();
    }
}
