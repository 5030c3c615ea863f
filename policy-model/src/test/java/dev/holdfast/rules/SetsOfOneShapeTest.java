package dev.holdfast.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.oracle.RandomWorld;
import dev.holdfast.oracle.Worlds;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.Gone;
import dev.holdfast.survival.Judges;
import dev.holdfast.survival.SetJudge;
import dev.holdfast.survival.SetShape;
import dev.holdfast.survival.SetVerdict;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A verdict by shape is the verdict of each set judged alone, in random worlds of many sets. */
class SetsOfOneShapeTest {
    private static final int WORLDS_EACH = 300;

    /** Sets s2 to s9 stand like s0 and s1, on other nodes. */
    private static final int LAST_SET = 9;

    static LongStream firstSeeds() {
        return LongStream.range(0, 10).map(batch -> 3_000_000 + batch * WORLDS_EACH);
    }

    /** One role of a world, and its sets. */
    private record Sets(ClusterView view, PolicyMembers policy, int index) {
        RoleMembers members() {
            return policy.roles().get(index);
        }

        Role role() {
            return members().role();
        }

        Map<String, List<PodState>> all() {
            return Survival.setsOf(members(), ExpectedMembers.of(view, policy, index));
        }

        SetJudge judge(List<PodState> pods) {
            return new Judges(view, policy, role()).of(pods, Gone.NOTHING, Survival.BUDGET);
        }
    }

    private static List<Sets> roles(long firstSeed) {
        List<Sets> roles = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + WORLDS_EACH; seed++) {
            RandomWorld world = Worlds.random(seed, Worlds.Size.CHEAP);
            List<Change> changes = new ArrayList<>(world.changes());
            changes.addAll(moreSets(world, new SplittableRandom(seed)));
            ClusterView view = ClusterView.of(changes);
            PolicyMembers policy =
                    requireNonNull(view.policy(world.policy().namespace(), world.policy().name()));
            for (int i = 0; i < policy.roles().size(); i++) {
                Sets role = new Sets(view, policy, i);
                if (role.all().size() > 1) {
                    roles.add(role);
                }
            }
        }
        return roles;
    }

    /** Every member again in more sets: on any node, with the same volumes or with none. */
    private static List<Change> moreSets(RandomWorld world, SplittableRandom random) {
        List<Change> more = new ArrayList<>();
        for (Change change : world.changes()) {
            if (change instanceof Change.PodPut(PodState pod) && pod.name().contains("-s0-")) {
                for (int set = 2; set <= LAST_SET; set++) {
                    String name = "s" + set;
                    String node = world.nodes().get(random.nextInt(world.nodes().size()));
                    Map<String, String> labels = new HashMap<>(pod.labels());
                    labels.replaceAll((_, value) -> value.equals("s0") ? name : value);
                    Map<String, String> annotations = new HashMap<>(pod.annotations());
                    annotations.replaceAll((_, _) -> name);
                    more.add(
                            new Change.PodPut(
                                    new PodState(
                                            pod.namespace(),
                                            pod.name().replace("-s0-", "-" + name + "-"),
                                            "uid-" + name + "-" + pod.uid(),
                                            labels,
                                            annotations,
                                            Optional.empty(),
                                            pod.node().map(_ -> node),
                                            Optional.empty(),
                                            pod.ready() && random.nextInt(10) > 0,
                                            0,
                                            false,
                                            pod.finished(),
                                            random.nextBoolean() ? pod.claims() : List.of())));
                }
            }
        }
        return more;
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void aRolesReportIsThatOfAllItsSetsJudgedAlone(long first) {
        for (Sets role : roles(first)) {
            List<GoalTally> goals = new ArrayList<>();
            for (int i = 0; i < role.role().survive().size(); i++) {
                goals.add(new GoalTally(i, role.role().survive().get(i), Integer.MAX_VALUE));
            }
            ExposureTally exposure = new ExposureTally();
            role.all()
                    .forEach((set, pods) -> {
                        SetJudge judge = role.judge(pods);
                        goals.forEach(goal -> goal.add(set, judge));
                        exposure.add(judge);
                    });

            Survival.RoleReport report = Survival.role(role.view(), role.policy(), role.index());

            assertThat(report.goals())
                    .isEqualTo(goals.stream().map(goal -> goal.report(role.members())).toList());
            assertThat(report.exposure()).isEqualTo(exposure.exposure());
            assertThat(report.conditions().stream().filter(one -> one.startsWith("DataLost")))
                    .isEqualTo(
                            LostData.of(role.view(), role.policy(), role.members()).stream()
                                    .map(loss ->
                                            "DataLost: member "
                                                    + loss.member().name()
                                                    + ": "
                                                    + loss.text())
                                    .toList());
        }
    }

    /** What the sets of one shape have in common, whatever they are called. */
    private record Common(
            SetVerdict.Result result,
            int margin,
            OptionalInt witness,
            List<String> unknown,
            int marginNow,
            Optional<Integer> nodes) {
        static Common of(SetJudge judge, Goal goal) {
            SetVerdict verdict = judge.judge(goal, Integer.MAX_VALUE);
            return new Common(
                    verdict.result(),
                    verdict.margin(),
                    verdict.witness().map(lost -> OptionalInt.of(lost.size())).orElse(NONE),
                    verdict.unknown(),
                    judge.marginWithout(goal.keep(), Set.of(), goal.afterFailover()),
                    judge.leastNodes(Goal.Operation.Data, 3));
        }

        private static final OptionalInt NONE = OptionalInt.empty();
    }

    @ParameterizedTest(name = "worlds from seed {0}")
    @MethodSource("firstSeeds")
    void setsOfOneShapeHaveOneVerdict(long first) {
        int alike = 0;
        int shapes = 0;
        for (Sets role : roles(first)) {
            for (Goal goal : role.role().survive()) {
                Map<SetShape, Common> known = new HashMap<>();
                for (List<PodState> pods : role.all().values()) {
                    SetJudge judge = role.judge(pods);
                    Optional<SetShape> shape = judge.shape();
                    if (shape.isPresent()) {
                        Common here = Common.of(judge, goal);
                        Common there = known.putIfAbsent(shape.get(), here);
                        assertThat(here).isEqualTo(there == null ? here : there);
                        alike += there == null ? 0 : 1;
                        shapes += there == null ? 1 : 0;
                    }
                }
            }
        }
        assertThat(shapes).isGreaterThan(300);
        assertThat(alike).isGreaterThan(100);
    }
}
