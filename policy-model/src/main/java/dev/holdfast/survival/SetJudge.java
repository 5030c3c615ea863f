package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges one set against the goals of its role, in the worst and the best world that what is
 * unknown allows.
 */
public final class SetJudge {
    private final RoleInView set;
    private final Role role;
    private final Gone gone;
    private final long budget;
    private final SetWorlds worlds;
    private final SetModel worst;
    private final Witness witness;
    private final boolean larger;

    /**
     * A judge of one set.
     *
     * @param members the pods of the set, and the synthetic pods of members that are expected but
     *     missing
     * @param gone what is gone besides all that is down
     * @param budget evaluations per goal before the answer is unknown
     */
    public SetJudge(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers role,
            Collection<PodState> members,
            Gone gone,
            long budget) {
        this(new RoleInView(view, policy, role.role()), members, gone, budget);
    }

    SetJudge(RoleInView set, Collection<PodState> members, Gone gone, long budget) {
        this(set, new SetWorlds(set, members, gone, null), gone, budget);
    }

    private SetJudge(RoleInView set, SetWorlds worlds, Gone gone, long budget) {
        this.set = set;
        this.role = set.role();
        this.gone = gone;
        this.budget = budget;
        this.worlds = worlds;
        this.worst = worlds.worst().build();
        this.witness = new Witness(set);
        Replication replication = role.replication();
        this.larger =
                !worst.any && worlds.present() > replication.factor() - replication.external();
    }

    /** Units that exist. */
    public int present() {
        return worlds.present();
    }

    /** Whether more units exist than the policy declares: goals are unknown then. */
    public boolean largerThanFactor() {
        return larger;
    }

    /**
     * A judge like this one of those sets alone that a member is in; they differ for {@code Any}
     * only.
     */
    public SetJudge ofSetsWith(String member) {
        return worst.any ? new SetJudge(set, worlds.onlyWith(member), gone, budget) : this;
    }

    /** What could not be known about this set. */
    public List<String> unknownCauses() {
        return worlds.unknowns().causes();
    }

    /**
     * The shape of the set, empty where something about it is unknown: sets of one shape have the
     * same margins, and witnesses of the same size. A search that runs out of its budget may do so
     * for another of the shape later or earlier.
     */
    public Optional<SetShape> shape() {
        return unknownCauses().isEmpty() ? Optional.of(SetShape.of(worst)) : Optional.empty();
    }

    /** Whether a data volume has no copy on a node that is there, Ready, and known. */
    public boolean hasVolumeNowhere() {
        for (int m = 0; m < worst.members; m++) {
            for (SetModel.Volume volume : worst.volumes[m]) {
                if (volume.need() > SetModel.ALWAYS && volume.places().length == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    // --- as things stand

    /** Whether a member counts as down whatever is unknown. */
    public boolean certainlyDown(String name) {
        SetModel model = worlds.best().build();
        for (int m = 0; m < model.members; m++) {
            if (model.name[m].equals(name)) {
                return !model.isUp(m);
            }
        }
        return true;
    }

    /** Names of members that are not up, in the worst world. */
    public List<String> downNow() {
        List<String> names = new ArrayList<>();
        for (int m = 0; m < worst.members; m++) {
            if (!worst.isUp(m)) {
                names.add(worst.name[m]);
            }
        }
        return names;
    }

    /** Units of members that do not exist. */
    public int absent() {
        return worst.absent;
    }

    /** Whether the set has no unit to spare: every one is needed for a read or a write. */
    public boolean noSpare() {
        return worst.terms.noSpare();
    }

    // --- with nodes lost

    /**
     * The worst-world margin of operations with nothing more lost than these nodes, after a
     * failover or not.
     */
    public int marginWithout(List<Goal.Operation> operations, Set<String> nodes, boolean failover) {
        boolean nothingFails =
                nodes.isEmpty() && gone.storageNode() == null && worlds.unknowns().places();
        boolean calm = nothingFails && set.view().traits().allReady();
        ToIntFunction<SetModel> margin =
                model -> withLost(model, nodes, lost -> lost.margin(operations, failover));
        if (!worlds.worst().boundsHold() && unbounded()) {
            return least(Optional.empty(), margin);
        }
        int bound =
                racksDecide()
                        ? least(Optional.of(Outlook.Bound.WORST), margin)
                        : margin.applyAsInt(calm ? worlds.calm().build() : worst);
        return bound >= 0 || unknownCauses().isEmpty()
                ? bound
                : Math.max(bound, least(Optional.empty(), margin));
    }

    /** Whether racks that nobody knows say which sets there are. */
    private boolean racksDecide() {
        return !worlds.unknowns().racks().isEmpty() && role.replication().rack().isPresent();
    }

    /** Whether the worst and the best world do not bound the others. */
    private boolean unbounded() {
        return racksDecide() || (!unknownCauses().isEmpty() && !worlds.worst().boundsHold());
    }

    /** The least over the completions; as bad as can be when they are too many. */
    private int least(Optional<Outlook.Bound> copies, ToIntFunction<SetModel> margin) {
        int[] least = {Integer.MAX_VALUE};
        boolean all =
                worlds.forEachCompletion(
                        copies,
                        model -> {
                            least[0] = Math.min(least[0], margin.applyAsInt(model));
                            return true;
                        });
        return all ? least[0] : -role.replication().factor();
    }

    private int withLost(SetModel model, Set<String> nodes, ToIntFunction<SetModel> question) {
        mark(model, nodes, 1);
        int answer = question.applyAsInt(model);
        mark(model, nodes, -1);
        return answer;
    }

    /** Takes these nodes as lost for good in everything that is asked from now on. */
    public void lose(Set<String> nodes) {
        worlds.lose(nodes);
    }

    private void mark(SetModel model, Set<String> nodes, int by) {
        for (int place = 0; place < model.places; place++) {
            @Nullable NodeState node =
                    model.bulk[place] ? null : set.view().node(model.placeNode[place]);
            if (node != null && nodes.contains(node.name())) {
                model.lost[place] += by;
            }
        }
    }

    // --- goals

    /** Judges one goal; a set that is larger than its factor is unknown. */
    public SetVerdict judge(Goal goal, int witnessBelow) {
        return judge(goal, witnessBelow, larger);
    }

    /** Judges one goal by the size that the set has, also where that is larger than the factor. */
    public SetVerdict judgeByPresentSize(Goal goal) {
        return judge(goal, Integer.MAX_VALUE, false);
    }

    private SetVerdict judge(Goal goal, int witnessBelow, boolean tooLarge) {
        if (tooLarge) {
            return SetVerdict.unknown(
                    Integer.MAX_VALUE,
                    "set has "
                            + present()
                            + " units of "
                            + role.replication().factor()
                            + " declared");
        }
        GoalQuestion question = new GoalQuestion(goal, set.lostValues(goal), new Budget(budget));
        if (unbounded()) {
            return new GoalCompletions(worlds, question, witness, witnessFrom(goal)).judge();
        }
        FailureSearch search = question.of(worst);
        int margin = search.worstMargin();
        boolean exact = unknownCauses().isEmpty();
        if (question.exhausted()) {
            return margin < 0 && exact
                    ? failed(search, goal, margin, witnessBelow)
                    : SetVerdict.unknown(margin, "more failures than can be enumerated");
        }
        if (margin >= 0) {
            return SetVerdict.hold(margin);
        }
        if (exact || neverHolds(question)) {
            return failed(question.of(worst), goal, margin, witnessBelow);
        }
        SetVerdict verdict =
                new GoalCompletions(worlds, question, witness, witnessFrom(goal)).ofAll();
        return verdict.result() == SetVerdict.Result.FAIL
                ? failed(question.of(worst), goal, margin, witnessBelow)
                : verdict;
    }

    /** Whether a goal fails even in the best world. */
    private boolean neverHolds(GoalQuestion question) {
        int bound = question.of(worlds.best().build()).worstMargin();
        return bound < 0 && !question.exhausted();
    }

    private SetVerdict failed(FailureSearch search, Goal goal, int margin, int witnessBelow) {
        return witness.failed(search, margin, witnessFrom(goal), witnessBelow);
    }

    /**
     * The fewest values of a witness: one where nothing is lost while nothing fails, although in
     * the worst world volumes of unknown place are gone.
     */
    private int witnessFrom(Goal goal) {
        return worlds.unknowns().places() && marginWithout(goal.keep(), Set.of(), false) >= 0
                ? 1
                : 0;
    }

    /**
     * The least number of nodes whose loss loses the operation, up to {@code most}; empty when more
     * are needed or too many to try.
     */
    public Optional<Integer> leastNodes(Goal.Operation operation, int most) {
        int[] counts = new int[set.topology().domains().size()];
        counts[counts.length - 1] = most;
        Budget spent = new Budget(budget);
        FailureSearch search = new FailureSearch(worst, counts, List.of(operation), false, spent);
        Optional<List<FailureSearch.Candidate>> smallest = search.smallest(0, Integer.MAX_VALUE);
        return spent.exhausted() ? Optional.empty() : smallest.map(List::size);
    }
}
