package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest(name = "begun at {0}")
    @ValueSource(longs = {0, -5 * 1_000_000_000L, Long.MAX_VALUE - 1000})
    void aBurstComesAtOnceAndWhatFollowsWaits(long begun) {
        Pace pace = new Pace(2000, begun);

        assertThat(pace.read(1500, begun)).isZero();
        assertThat(pace.read(500, begun)).isZero();
        assertThat(pace.read(500, begun)).isEqualTo(Duration.ofMillis(250));
        assertThat(pace.read(0, begun + SECOND / 4)).isZero();
        assertThat(pace.read(200, begun + SECOND / 4)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aPauseEarnsNoMoreThanTheBurst() {
        Pace pace = new Pace(2000, 0);
        pace.read(5000, 0);

        assertThat(pace.read(2000, 1000 * SECOND)).isZero();
        assertThat(pace.read(2000, 1000 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoeverWaitsAsToldKeepsTheRate() {
        Random random = new Random(7);
        Pace pace = new Pace(4000, 0);
        long now = 0;
        long bytes = 0;
        for (int i = 0; i < 10_000; i++) {
            int chunk = random.nextInt(300);
            bytes += chunk;
            now += pace.read(chunk, now).toNanos();
        }

        assertThat((double) now / SECOND).isCloseTo((bytes - 4000) / 4000.0, within(0.001));
    }
}
