package dev.holdfast.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Times of calls in nanoseconds. */
final class Samples {
    private long[] nanos = new long[1024];
    private int count;

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    int count() {
        return count;
    }

    /** The least time that this share of all is not above, in microseconds. */
    double micros(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e3;
    }

    /** All of them, in microseconds of three digits with how often: {@code 412x3 415 420x2 ...}. */
    String all() {
        Map<Long, Integer> times = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            times.merge(rounded(nanos[i] / 1000), 1, Integer::sum);
        }
        return times.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue() == 1 ? "" : "x" + each.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static long rounded(long value) {
        long unit = 1;
        while (value / unit >= 1000) {
            unit *= 10;
        }
        return (value + unit / 2) / unit * unit;
    }
}
