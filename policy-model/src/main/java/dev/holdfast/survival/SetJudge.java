package dev.holdfast.survival;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
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
    /** Completions of unknown places that are tried one by one; beyond, the answer is unknown. */
    private static final int COMPLETIONS = 4_096;

    private final ClusterView view;
    private final PolicyMembers policy;
    private final RoleMembers role;
    private final Collection<PodState> members;
    private final int present;
    private final boolean larger;
    private final Set<String> down;
    private final @Nullable String storageGoneOn;
    private final @Nullable String only;
    private final long budget;
    private final SetModelBuilder worstBuilder;
    private final SetModel worst;
    private @Nullable SetModelBuilder bestBuilder;

    /**
     * A judge of one set.
     *
     * @param members the pods of the set, and the synthetic pods of members that are expected but
     *     missing
     * @param down names of members that count as down besides all that is
     * @param storageGoneOn a node whose listed copies are gone, or null
     * @param budget evaluations per goal before the answer is unknown
     */
    public SetJudge(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers role,
            Collection<PodState> members,
            Set<String> down,
            @Nullable String storageGoneOn,
            long budget) {
        this(view, policy, role, members, down, storageGoneOn, budget, null);
    }

    private SetJudge(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers role,
            Collection<PodState> members,
            Set<String> down,
            @Nullable String storageGoneOn,
            long budget,
            @Nullable String only) {
        this.only = only;
        this.view = view;
        this.policy = policy;
        this.role = role;
        this.members = members;
        this.down = down;
        this.storageGoneOn = storageGoneOn;
        this.budget = budget;
        this.present = Units.votesOf(role.role(), members);
        this.worstBuilder = builder(false);
        this.worst = worstBuilder.build();
        this.larger =
                !worst.any
                        && present
                                > role.role().replication().factor()
                                        - role.role().replication().external();
    }

    /**
     * Whether nothing is lost while nothing fails, although in the worst world volumes of unknown
     * place are gone.
     */
    private boolean standsUntouched(List<Goal.Operation> operations) {
        return worstBuilder.unknowns().places() && marginWithout(operations, Set.of(), false) >= 0;
    }

    private boolean allNodesReady() {
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && !node.ready()) {
                return false;
            }
        }
        return true;
    }

    private SetModelBuilder builder(boolean optimistic) {
        return builder(optimistic, false);
    }

    private SetModelBuilder builder(boolean optimistic, boolean calm) {
        SetModelBuilder builder =
                new SetModelBuilder(view, policy, role, present, optimistic, false);
        if (calm) {
            builder.calm();
        }
        if (storageGoneOn != null) {
            builder.withoutStorageOn(storageGoneOn);
        }
        builder.addAll(members);
        SetModel model = builder.build();
        for (int m = 0; m < model.members; m++) {
            model.up[m] &= !down.contains(model.name[m]);
            if (model.name[m].equals(only)) {
                model.only = m;
            }
        }
        return builder;
    }

    /** Units that exist. */
    public int present() {
        return present;
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
        return worst.any
                ? new SetJudge(view, policy, role, members, down, storageGoneOn, budget, member)
                : this;
    }

    /** What could not be known about this set. */
    public List<String> unknownCauses() {
        return worstBuilder.unknowns().causes();
    }

    /**
     * The worst-world margin of operations with nothing more lost than these nodes, after a
     * failover or not.
     */
    public int marginWithout(List<Goal.Operation> operations, Set<String> nodes, boolean failover) {
        boolean nothingFails =
                nodes.isEmpty() && storageGoneOn == null && worstBuilder.unknowns().places();
        SetModel model = nothingFails && allNodesReady() ? builder(false, true).build() : worst;
        return withLost(model, nodes, lost -> lost.margin(operations, failover));
    }

    private int withLost(SetModel model, Set<String> nodes, ToIntFunction<SetModel> question) {
        List<Integer> marked = new ArrayList<>();
        for (int place = 0; place < model.places; place++) {
            @Nullable NodeState node = model.bulk[place] ? null : view.node(model.placeNode[place]);
            if (node != null && nodes.contains(node.name())) {
                marked.add(place);
            }
        }
        marked.forEach(place -> model.lost[place]++);
        int answer = question.applyAsInt(model);
        marked.forEach(place -> model.lost[place]--);
        return answer;
    }

    /** Whether a member counts as down whatever is unknown. */
    public boolean certainlyDown(String name) {
        SetModelBuilder best = worstBuilder.unknowns().causes().isEmpty() ? worstBuilder : best();
        SetModel model = best.build();
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

    /** Takes these nodes as lost for good in everything that is asked from now on. */
    public void lose(Set<String> nodes) {
        for (SetModel model :
                worstBuilder.unknowns().causes().isEmpty()
                        ? List.of(worst)
                        : List.of(worst, best().build())) {
            for (int place = 0; place < model.places; place++) {
                @Nullable NodeState node =
                        model.bulk[place] ? null : view.node(model.placeNode[place]);
                if (node != null && nodes.contains(node.name())) {
                    model.lost[place]++;
                }
            }
        }
    }

    private SetModelBuilder best() {
        SetModelBuilder builder = bestBuilder;
        if (builder == null) {
            builder = builder(true);
            bestBuilder = builder;
        }
        return builder;
    }

    /** Whether the set has no unit to spare: every one is needed for a read or a write. */
    public boolean noSpare() {
        return worst.terms.noSpare();
    }

    /** Judges one goal; a set that is larger than its factor is unknown. */
    public SetVerdict judge(Goal goal, int witnessBelow) {
        return judge(goal, witnessBelow, larger);
    }

    /** Judges one goal by the size that the set has, also where that is larger than the factor. */
    public SetVerdict judgeByPresentSize(Goal goal) {
        return judge(goal, Integer.MAX_VALUE, false);
    }

    private SetVerdict judge(Goal goal, int witnessBelow, boolean tooLarge) {
        int[] counts = counts(policy.policy().spec(), goal);
        Budget spent = new Budget(budget);
        if (!worstBuilder.unknowns().racks().isEmpty() && rackDecides()) {
            return judgeRacks(goal, counts, spent);
        }
        FailureSearch search =
                new FailureSearch(worst, counts, goal.keep(), goal.afterFailover(), spent);
        int margin = search.worstMargin();
        if (spent.exhausted()) {
            return margin < 0 && worstBuilder.unknowns().causes().isEmpty() && !tooLarge
                    ? failed(search, margin, witnessBelow)
                    : SetVerdict.unknown(margin, "more failures than can be enumerated");
        }
        if (tooLarge) {
            return SetVerdict.unknown(
                    Integer.MAX_VALUE,
                    "set has "
                            + present
                            + " units of "
                            + role.role().replication().factor()
                            + " declared");
        }
        if (margin >= 0) {
            return SetVerdict.hold(margin);
        }
        if (worstBuilder.unknowns().causes().isEmpty()) {
            return failed(search, margin, witnessBelow);
        }
        return judgeBest(goal, counts, margin, witnessBelow, spent);
    }

    private boolean rackDecides() {
        return role.role().replication().rack().isPresent();
    }

    private SetVerdict judgeBest(
            Goal goal, int[] counts, int margin, int witnessBelow, Budget spent) {
        SetModelBuilder builder = best();
        SetModel model = builder.build();
        FailureSearch search =
                new FailureSearch(model, counts, goal.keep(), goal.afterFailover(), spent);
        int bound = search.worstMargin();
        if (bound < 0 && !spent.exhausted()) {
            return failed(
                    new FailureSearch(worst, counts, goal.keep(), goal.afterFailover(), spent),
                    margin,
                    witnessBelow);
        }
        List<int[]> volumes = builder.unknowns().volumes();
        if (volumes.isEmpty() || spent.exhausted()) {
            return SetVerdict.unknown(margin, unknownCauses());
        }
        return switch (anyPlacesHold(model, volumes, goal, counts, spent)) {
            case HOLD, UNKNOWN -> SetVerdict.unknown(margin, unknownCauses());
            case FAIL ->
                    failed(
                            new FailureSearch(
                                    worst, counts, goal.keep(), goal.afterFailover(), spent),
                            margin,
                            witnessBelow);
        };
    }

    /**
     * Whether some placing of the volumes of unknown place, each on one node, lets the goal hold.
     */
    private SetVerdict.Result anyPlacesHold(
            SetModel model, List<int[]> volumes, Goal goal, int[] counts, Budget spent) {
        int[] options = nodePlaces(model);
        double completions = Math.pow(options.length, volumes.size());
        if (completions > COMPLETIONS) {
            return SetVerdict.Result.UNKNOWN;
        }
        return place(model, volumes, 0, options, goal, counts, spent);
    }

    private SetVerdict.Result place(
            SetModel model,
            List<int[]> volumes,
            int at,
            int[] options,
            Goal goal,
            int[] counts,
            Budget spent) {
        if (at == volumes.size()) {
            int margin =
                    new FailureSearch(model, counts, goal.keep(), goal.afterFailover(), spent)
                            .worstMargin();
            return spent.exhausted()
                    ? SetVerdict.Result.UNKNOWN
                    : margin >= 0 ? SetVerdict.Result.HOLD : SetVerdict.Result.FAIL;
        }
        int[] volume = volumes.get(at);
        SetModel.Volume before = model.volumes[volume[0]][volume[1]];
        SetVerdict.Result result = SetVerdict.Result.FAIL;
        for (int option : options) {
            model.volumes[volume[0]][volume[1]] = new SetModel.Volume(new int[] {option}, 1);
            SetVerdict.Result one = place(model, volumes, at + 1, options, goal, counts, spent);
            if (one != SetVerdict.Result.FAIL) {
                result = one;
                break;
            }
        }
        model.volumes[volume[0]][volume[1]] = before;
        return result;
    }

    /**
     * The nodes of the model that serve, and of each cell as many more as there are volumes to
     * place apart.
     */
    private int[] nodePlaces(SetModel model) {
        SetModelBuilder builder = bestBuilder;
        Topology topology = view.topology(policy.policy());
        if (builder != null) {
            var matched = view.matching(NodeAffinity.ANYWHERE, policy.policy());
            for (int i = 0; i < matched.cells().length; i++) {
                int more = topology.labelled() == 0 ? 4 : builder.unknowns().volumes().size() + 1;
                for (int node : matched.nodes()[i]) {
                    @Nullable NodeState state = view.node(node);
                    if (more > 0 && state != null && state.ready()) {
                        int before = model.places;
                        builder.places().of(node);
                        more -= model.places > before ? 1 : 0;
                    }
                }
            }
        }
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < model.places; place++) {
            @Nullable NodeState state =
                    model.bulk[place] ? null : view.node(model.placeNode[place]);
            if (state != null && state.ready()) {
                places.add(place);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Racks of an {@code Any} role that nobody knows decide which sets there are: every completion
     * is judged.
     */
    private SetVerdict judgeRacks(Goal goal, int[] counts, Budget spent) {
        boolean held = false;
        boolean failed = false;
        int least = Integer.MAX_VALUE;
        @Nullable SetVerdict failure = null;
        for (boolean optimistic : new boolean[] {false, true}) {
            SetModelBuilder builder = builder(optimistic);
            SetModel model = builder.build();
            List<Integer> loose = builder.unknowns().racks();
            int known = model.racks - loose.size();
            if (Math.pow(model.racks, loose.size()) > COMPLETIONS) {
                return SetVerdict.unknown(least, unknownCauses());
            }
            int[] assignment = new int[loose.size()];
            do {
                assignRacks(builder, model, loose, assignment, known);
                FailureSearch search =
                        new FailureSearch(model, counts, goal.keep(), goal.afterFailover(), spent);
                int margin = search.worstMargin();
                least = Math.min(least, margin);
                held |= margin >= 0;
                failed |= margin < 0;
                if (margin < 0 && failure == null) {
                    failure = failed(search, margin, Integer.MAX_VALUE);
                }
            } while (next(assignment, model.racks) && !spent.exhausted());
        }
        if (spent.exhausted() || (held && failed)) {
            return SetVerdict.unknown(
                    least,
                    unknownCauses().isEmpty() ? List.of("rack of a member") : unknownCauses());
        }
        return failure == null
                ? SetVerdict.hold(least)
                : new SetVerdict(
                        SetVerdict.Result.FAIL,
                        least,
                        failure.witness(),
                        failure.lost(),
                        List.of());
    }

    private void assignRacks(
            SetModelBuilder builder,
            SetModel model,
            List<Integer> loose,
            int[] assignment,
            int known) {
        Topology topology = view.topology(policy.policy());
        int domain =
                role.role()
                        .replication()
                        .rack()
                        .flatMap(rack -> policy.policy().spec().domainIndex(rack.domain()))
                        .orElse(topology.labelled());
        for (int i = 0; i < assignment.length; i++) {
            int member = loose.get(i);
            model.rack[member] = assignment[i];
            int place = model.podPlace[member];
            if (domain < topology.labelled()
                    && place >= 0
                    && topology.value(domain, model.placeNode[place]) < 0) {
                int value = topology.valueBound(domain) + place;
                for (var rack : builder.racks().numbers().entrySet()) {
                    if (rack.getValue() == assignment[i]
                            && topology.id(domain, rack.getKey()) >= 0) {
                        value = topology.id(domain, rack.getKey());
                    }
                }
                model.placeValue[domain][place] =
                        assignment[i] < known ? value : topology.valueBound(domain) + assignment[i];
            }
        }
    }

    private static boolean next(int[] digits, int base) {
        for (int i = 0; i < digits.length; i++) {
            if (++digits[i] < base) {
                return true;
            }
            digits[i] = 0;
        }
        return false;
    }

    private SetVerdict failed(FailureSearch search, int margin, int witnessBelow) {
        Optional<List<FailureSearch.Candidate>> witness =
                search.smallest(standsUntouched(search.operations()) ? 1 : 0, witnessBelow);
        if (witness.isEmpty()) {
            return new SetVerdict(
                    SetVerdict.Result.FAIL, margin, Optional.empty(), List.of(), List.of());
        }
        List<String> names =
                witness.get().stream().map(this::nameOf).sorted(this::byDomain).toList();
        return new SetVerdict(
                SetVerdict.Result.FAIL,
                margin,
                Optional.of(names),
                search.lostUnder(witness.get()),
                List.of());
    }

    private int byDomain(String one, String other) {
        PolicySpec spec = policy.policy().spec();
        int first = spec.domainIndex(one.substring(0, one.indexOf('/'))).orElse(0);
        int second = spec.domainIndex(other.substring(0, other.indexOf('/'))).orElse(0);
        return first != second ? Integer.compare(first, second) : one.compareTo(other);
    }

    private String nameOf(FailureSearch.Candidate candidate) {
        Topology topology = view.topology(policy.policy());
        if (candidate.domain() == topology.labelled()) {
            @Nullable NodeState state = view.node(candidate.value());
            return Domain.NODE_NAME + "/" + (state == null ? "?" : state.name());
        }
        String domain = topology.domains().get(candidate.domain()).name();
        boolean named =
                candidate.value() >= 0
                        && candidate.value() < topology.valueBound(candidate.domain());
        return domain
                + "/"
                + (named ? topology.name(candidate.domain(), candidate.value()) : "(unknown)");
    }

    /**
     * How many values of each domain a goal loses: labelled domains outermost first, nodes last.
     */
    static int[] counts(PolicySpec spec, Goal goal) {
        int[] counts = new int[spec.domains().size()];
        goal.lose()
                .forEach((domain, count) ->
                        spec.domainIndex(domain).ifPresent(index -> counts[index] = count));
        return counts;
    }

    /**
     * The least number of nodes whose loss loses the operation, up to {@code most}; empty when more
     * are needed or too many to try.
     */
    public Optional<Integer> leastNodes(Goal.Operation operation, int most) {
        int[] counts = new int[policy.policy().spec().domains().size()];
        counts[counts.length - 1] = most;
        Budget spent = new Budget(budget);
        FailureSearch search = new FailureSearch(worst, counts, List.of(operation), false, spent);
        Optional<List<FailureSearch.Candidate>> smallest = search.smallest(0, Integer.MAX_VALUE);
        return spent.exhausted() ? Optional.empty() : smallest.map(List::size);
    }

    /** The role that the set belongs to. */
    public Role role() {
        return role.role();
    }
}
