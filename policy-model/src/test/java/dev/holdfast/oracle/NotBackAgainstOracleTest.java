package dev.holdfast.oracle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Disruption;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.Eviction;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.Grant;
import dev.holdfast.view.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members that are granted an eviction or have not settled count as down: the engine answers with
 * them as enumeration does where the same members are not Ready. One that has not settled is judged
 * itself like one that is Ready.
 */
class NotBackAgainstOracleTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final int WORLDS = 60;

    static LongStream firstSeeds() {
        return LongStream.range(0, 10).map(batch -> 1_000_000 + batch * WORLDS);
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void whoIsNotBackIsJudgedLikeWhoIsNotReady(long first) {
        List<String> differences = new ArrayList<>();
        int judged = 0;
        for (long seed = first; seed < first + WORLDS; seed++) {
            RandomWorld world = Worlds.random(seed);
            if (EngineAgainstOracleTest.plain(world, world.view())) {
                judged += compare(seed, world, differences);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(judged).isPositive();
    }

    private static int compare(long seed, RandomWorld world, List<String> differences) {
        Dice dice = new Dice(new Random(seed));
        ClusterView notBack = world.view().apply(new Change.PolicyPut(settling(world.policy())));
        ClusterView notReady = world.view();
        Set<String> serving = new HashSet<>();
        for (PodState pod : world.bound()) {
            boolean ready = pod.ready();
            boolean granted = ready && dice.percent(20);
            boolean settling = ready && dice.percent(20);
            long since = NOW.minusSeconds(settling ? 59 : 60).getEpochSecond();
            notBack = notBack.apply(new Change.PodPut(with(pod, ready, since)));
            if (granted) {
                Grant grant = new Grant(pod.namespace(), pod.name(), pod.uid(), NOW);
                notBack = notBack.apply(new Change.GrantPut(grant));
            }
            if (settling && !granted) {
                serving.add(pod.name());
            }
            boolean back = ready && !granted && !settling;
            notReady = notReady.apply(new Change.PodPut(with(pod, back, since)));
        }
        for (PodState pod : world.bound()) {
            ClusterView others = notReady;
            if (serving.contains(pod.name())) {
                others = others.apply(new Change.PodPut(with(pod, true, 0)));
            }
            PodState same = in(others, pod);
            boolean found = Eviction.of(notBack, in(notBack, pod), NOW).allowed();
            boolean unready = Eviction.of(others, same, NOW).allowed();
            boolean enumerated = Oracle.eviction(others, world.policy(), same);
            if (found != unready || found != enumerated) {
                differences.add(
                        "seed %d eviction of %s: %s, not %s"
                                .formatted(seed, pod.name(), found, enumerated));
            }
        }
        return world.bound().size();
    }

    private static PodState in(ClusterView view, PodState pod) {
        return requireNonNull(view.pod(pod.namespace(), pod.name()));
    }

    private static DataPlacementPolicy settling(DataPlacementPolicy policy) {
        PolicySpec spec = policy.spec();
        List<Role> roles = spec.roles().stream().map(NotBackAgainstOracleTest::settling).toList();
        return new DataPlacementPolicy(
                policy.namespace(),
                policy.name(),
                policy.generation(),
                new PolicySpec(
                        spec.enforcement(), spec.selector(), spec.domains(), roles, spec.expose()));
    }

    private static Role settling(Role role) {
        return new Role(
                role.name(),
                role.selector(),
                role.members(),
                role.initializers(),
                role.replication(),
                role.quorum(),
                role.survive(),
                role.spread(),
                role.volume(),
                role.converge(),
                new Disruption(role.disruption().keep(), "1m"),
                role.overrides());
    }

    private static PodState with(PodState pod, boolean ready, long since) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                ready,
                since,
                pod.terminating(),
                pod.finished(),
                pod.claims());
    }
}
