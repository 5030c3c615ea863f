package dev.holdfast.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which claims no pod mounts, whatever came and went in whatever order. */
class IdleClaimsTest {
    private static final String NAMESPACE = "ns";
    private static final int NAMES = 5;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anIdleClaimIsOneThatNoPodMounts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClusterView view = ClusterView.EMPTY;
        for (int step = 0; step < 100; step++) {
            view = view.apply(change(random));
            assertThat(idle(view)).as("step %d", step).isEqualTo(notMounted(view));
        }
    }

    private static Change change(SplittableRandom random) {
        String name = name(random);
        return switch (random.nextInt(5)) {
            case 0 ->
                    new Change.ClaimPut(
                            new ClaimState(
                                    NAMESPACE, name, Map.of(), Optional.empty(), Optional.empty()));
            case 1 -> new Change.ClaimGone(NAMESPACE, name);
            case 2 -> new Change.PodGone(NAMESPACE, name);
            default -> new Change.PodPut(pod(name, random));
        };
    }

    private static PodState pod(String name, SplittableRandom random) {
        List<PodState.Mount> mounts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            mounts.add(new PodState.Mount("volume-" + i, name(random)));
        }
        return new PodState(
                NAMESPACE,
                name,
                name,
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                false,
                random.nextBoolean(),
                mounts);
    }

    private static String name(SplittableRandom random) {
        return "n" + random.nextInt(NAMES);
    }

    private static Set<String> idle(ClusterView view) {
        Set<String> idle = new TreeSet<>();
        view.forEachIdleClaim(NAMESPACE, claim -> idle.add(claim.name()));
        return idle;
    }

    private static Set<String> notMounted(ClusterView view) {
        Set<String> rest = new TreeSet<>();
        view.forEachClaim(NAMESPACE, claim -> rest.add(claim.name()));
        view.forEachPod(
                NAMESPACE, pod -> pod.claims().forEach(mount -> rest.remove(mount.claim())));
        return rest;
    }
}
