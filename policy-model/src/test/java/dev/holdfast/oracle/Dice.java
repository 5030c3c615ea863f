package dev.holdfast.oracle;

import java.util.List;
import java.util.random.RandomGenerator;

/** Random choices, readable. */
record Dice(RandomGenerator random) {
    /** True so many times in a hundred. */
    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    /** Both ends included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    <T> T of(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
