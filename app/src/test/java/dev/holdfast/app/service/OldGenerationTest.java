package dev.holdfast.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OldGenerationTest {
    private static final int MIB = 1 << 20;
    private static final long MAX_WAIT = Duration.ofSeconds(30).toNanos();

    @Test
    void littleGarbageIsNotWorthAPause() {
        assertThat(OldGeneration.limit(12 * MIB, -1)).isEqualTo(60 * MIB);
    }

    @Test
    void garbageMayBeHalfOfALargeView() {
        assertThat(OldGeneration.limit(1000 * MIB, 2000 * MIB)).isEqualTo(1500 * MIB);
    }

    @Test
    void theLimitIsNeverBeyondTheGreatestHeap() {
        assertThat(OldGeneration.limit(12 * MIB, 36 * MIB)).isEqualTo(36 * MIB);
    }

    @Test
    void whatOutlivedTheYoungGenerationIsCollectedLongBeforeTheHeapIsFull() {
        Optional<GarbageCollectorMXBean> serial =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .filter(each -> each.getName().equals("MarkSweepCompact"))
                        .findFirst();
        assumeThat(serial).isPresent();
        GarbageCollectorMXBean full = serial.orElseThrow();
        try (var _ = OldGeneration.watch()) {
            long before = full.getCollectionCount();
            long begun = System.nanoTime();
            List<byte[]> held = new ArrayList<>();
            while (full.getCollectionCount() < before + 2) {
                assertThat(System.nanoTime() - begun).isLessThan(MAX_WAIT);
                held.add(new byte[MIB]);
                if (held.size() == 200) {
                    held.clear();
                }
            }
            assertThat(Runtime.getRuntime().totalMemory())
                    .isLessThan(Runtime.getRuntime().maxMemory() / 2);
        }
    }
}
