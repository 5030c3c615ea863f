package dev.holdfast.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PersistentMapTest {
    /** A key of one of few hash codes, so that many collide wholly and more in part. */
    private record Key(int number, int hashes) {
        @Override
        public int hashCode() {
            // What the map spreads to codes that differ in their highest bits only: the longest
            // paths. The factor is the inverse of the map's.
            int spread = Integer.reverse(number % hashes);
            return (spread ^ spread >>> 16) * 0x144CBC89;
        }
    }

    private static Map<Key, Integer> entries(PersistentMap<Key, Integer> map) {
        Map<Key, Integer> entries = new HashMap<>();
        map.forEach(
                (key, value) -> assertThat(entries.put(key, value)).as("%s twice", key).isNull());
        return entries;
    }

    @ParameterizedTest(name = "{0} hash codes")
    @ValueSource(ints = {1, 2, 5, 32, 100_000})
    void doesWhatAHashMapDoesAndLeavesEarlierOnesAsTheyWere(int hashes) {
        Random random = new Random(hashes);
        Map<Key, Integer> expected = new HashMap<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        List<PersistentMap<Key, Integer>> earlier = new ArrayList<>();
        List<Map<Key, Integer>> earlierExpected = new ArrayList<>();
        for (int step = 0; step < 4000; step++) {
            // It grows and shrinks by turns.
            boolean puts = random.nextInt(10) < (step / 500 % 2 == 0 ? 7 : 2);
            Key key = new Key(random.nextInt(200), hashes);
            if (puts) {
                expected.put(key, step);
                map = map.with(key, step);
            } else {
                boolean there = expected.remove(key) != null;
                PersistentMap<Key, Integer> rest = map.without(key);
                assertThat(rest == map).isEqualTo(!there);
                map = rest;
            }
            assertThat(map.get(key)).isEqualTo(expected.get(key));
            assertThat(map.containsKey(key)).isEqualTo(puts);
            assertThat(map.size()).isEqualTo(expected.size());
            assertThat(map.isEmpty()).isEqualTo(expected.isEmpty());
            if (step % 50 == 0) {
                earlier.add(map);
                earlierExpected.add(Map.copyOf(expected));
            }
        }
        for (int i = 0; i < earlier.size(); i++) {
            PersistentMap<Key, Integer> then = earlier.get(i);
            assertThat(entries(then)).isEqualTo(earlierExpected.get(i));
            for (int number = 0; number < 200; number++) {
                Key key = new Key(number, hashes);
                assertThat(then.get(key)).isEqualTo(earlierExpected.get(i).get(key));
            }
        }
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 40, 2000})
    void equalContentsAreIteratedInOneOrderWhateverCameBefore(int size) {
        PersistentMap<String, Integer> straight = PersistentMap.empty();
        PersistentMap<String, Integer> detour = PersistentMap.empty();
        for (int i = 3 * size; i >= 0; i--) {
            detour = detour.with("key" + i, -i);
        }
        for (int i = size; i <= 3 * size; i++) {
            detour = detour.without("key" + i);
        }
        for (int i = 0; i < size; i++) {
            straight = straight.with("key" + i, i);
            detour = detour.with("key" + i, i);
        }

        List<Integer> one = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        straight.forEach((_, value) -> one.add(value));
        detour.forEach((_, value) -> other.add(value));
        assertThat(one).hasSize(size).isEqualTo(other);
    }

    @ParameterizedTest(name = "{0} hash codes")
    @ValueSource(ints = {1, 2, 5, 100_000})
    void removedEntriesLeaveNoBranchesBehind(int hashes) {
        PersistentMap<Key, Integer> straight = PersistentMap.empty();
        PersistentMap<Key, Integer> detour = PersistentMap.empty();
        for (int number = 0; number < 300; number++) {
            detour = detour.with(new Key(number, hashes), number);
        }
        for (int number = 0; number < 300; number++) {
            if (number % 20 == 0) {
                straight = straight.with(new Key(number, hashes), number);
            } else {
                detour = detour.without(new Key(number, hashes));
            }
        }

        assertThat(entries(detour)).isEqualTo(entries(straight));
        assertThat(detour.branches()).isEqualTo(straight.branches());
    }
}
