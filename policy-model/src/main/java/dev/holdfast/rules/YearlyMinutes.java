package dev.holdfast.rules;

import dev.holdfast.policy.Goal;
import dev.holdfast.reliability.ExpectedMinutes;
import dev.holdfast.reliability.Layout;
import dev.holdfast.reliability.Rates;
import dev.holdfast.reliability.Unavailability;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.SetLayout;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Expected unavailable minutes per year of the roles of a view, as placed: what is down now counts
 * as coming back like anything else that fails, and what is not there as down all year. For one
 * thread.
 */
public final class YearlyMinutes {
    /** The operations that have a time. */
    public static final List<Goal.Operation> OPERATIONS =
            List.of(Goal.Operation.Read, Goal.Operation.Write, Goal.Operation.Data);

    private static final long SEED = 1;

    private final ClusterView placed;
    private final Rates rates;
    private final Map<Layout, Unavailability> known = new HashMap<>();

    /** Minutes of one view under declared rates. */
    public YearlyMinutes(ClusterView view, Rates rates) {
        this.placed = asPlaced(view);
        this.rates = rates;
    }

    /** Every node Ready, and every bound member that is not going. */
    private static ClusterView asPlaced(ClusterView view) {
        List<Change> changes = new ArrayList<>();
        for (int id = 0; id < view.nodeBound(); id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null && !node.ready()) {
                changes.add(new Change.NodePut(ready(node)));
            }
        }
        Set<String> asked = new LinkedHashSet<>();
        view.forEachPolicy(policy -> {
            for (RoleMembers role : policy.roles()) {
                role.all()
                        .forEach((_, pod) -> {
                            if (!pod.ready() && pod.node().isPresent() && asked.add(pod.key())) {
                                changes.add(new Change.PodPut(ready(pod)));
                            }
                        });
            }
        });
        ClusterView changed = view;
        for (Change change : changes) {
            changed = changed.apply(change);
        }
        return changed;
    }

    private static NodeState ready(NodeState node) {
        return new NodeState(
                node.name(),
                node.labels(),
                true,
                node.schedulable(),
                node.taints(),
                node.allocatable(),
                node.storageDown());
    }

    private static PodState ready(PodState pod) {
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                true,
                pod.readySince(),
                pod.terminating(),
                pod.finished(),
                pod.claims());
    }

    /** The minutes of every role of a policy of the view. */
    public List<RoleMinutes> of(PolicyMembers policy) {
        return IntStream.range(0, policy.roles().size())
                .mapToObj(role -> of(policy, role))
                .toList();
    }

    /**
     * The minutes of one role.
     *
     * @param policy of the view, as it was given
     */
    public RoleMinutes of(PolicyMembers policy, int roleIndex) {
        PolicyMembers members =
                Objects.requireNonNull(
                        placed.policy(policy.policy().namespace(), policy.policy().name()));
        RoleMembers role = members.roles().get(roleIndex);
        if (role.all().isEmpty()) {
            return new RoleMinutes.Unknown(List.of("no member exists"));
        }
        Collection<PodState> missing = ExpectedMembers.of(placed, members, roleIndex);
        Map<String, SetLayout> layouts = new TreeMap<>();
        Survival.setsOf(role, missing)
                .forEach(
                        (set, pods) -> layouts.put(set, SetLayout.of(placed, members, role, pods)));
        Set<String> unknown = new LinkedHashSet<>();
        role.unplaced().forEach((name, _) -> unknown.add("set of member " + name));
        layouts.values().forEach(layout -> unknown.addAll(layout.unknown()));
        boolean zonesFail = rates.zoneUnavailability() > 0;
        if (zonesFail && !layouts.values().stream().allMatch(SetLayout::knowsZones)) {
            unknown.add("zone failures are declared, but the policy declares no domain zone");
        }
        return unknown.isEmpty() ? minutes(layouts) : new RoleMinutes.Unknown(List.copyOf(unknown));
    }

    private RoleMinutes minutes(Map<String, SetLayout> layouts) {
        Map<Goal.Operation, RoleMinutes.OfSets> figures = new EnumMap<>(Goal.Operation.class);
        for (Goal.Operation operation : OPERATIONS) {
            figures.put(operation, overSets(layouts, operation));
        }
        Set<String> assumptions = new LinkedHashSet<>(ofTheSets(layouts));
        figures.values().forEach(figure -> assumptions.addAll(figure.worst().assumptions()));
        return new RoleMinutes.Known(figures, List.copyOf(assumptions));
    }

    private RoleMinutes.OfSets overSets(Map<String, SetLayout> layouts, Goal.Operation operation) {
        SetLayout first = layouts.values().iterator().next();
        if (first.chosenByTheDatabase()) {
            ExpectedMinutes.OfChosen minutes =
                    ExpectedMinutes.of(first.chosen(operation), rates, new SplittableRandom(SEED));
            return new RoleMinutes.OfSets(minutes.some(), "", minutes.share().minutesPerYear());
        }
        Map<String, Unavailability> minutes = new TreeMap<>();
        layouts.forEach((set, layout) -> minutes.put(set, minutes(layout.of(operation))));
        Map.Entry<String, Unavailability> worst =
                Collections.max(
                        minutes.entrySet(),
                        Comparator.comparingDouble(set -> set.getValue().minutesPerYear()));
        double mean =
                minutes.values().stream()
                        .mapToDouble(Unavailability::minutesPerYear)
                        .average()
                        .orElse(0);
        return new RoleMinutes.OfSets(worst.getValue(), worst.getKey(), mean);
    }

    /** Sets that stand alike are computed once; sampling starts from the same seed each time. */
    private Unavailability minutes(Layout layout) {
        return known.computeIfAbsent(
                layout, asked -> ExpectedMinutes.of(asked, rates, new SplittableRandom(SEED)));
    }

    private static List<String> ofTheSets(Map<String, SetLayout> layouts) {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "As placed: nodes and members that are down now count as coming back like any other;"
                        + " what is down now is in the exposure.");
        int absent = layouts.values().stream().mapToInt(SetLayout::absent).sum();
        if (absent > 0) {
            sentences.add(absent + " declared units do not exist and count as down all year.");
        }
        List<String> loose =
                layouts.values().stream()
                        .flatMap(layout -> layout.notPlaced().stream())
                        .distinct()
                        .toList();
        if (!loose.isEmpty()) {
            sentences.add(
                    "Not placed or going, and counted as down all year: "
                            + String.join(", ", loose)
                            + ".");
        }
        if (layouts.values().stream().anyMatch(SetLayout::hasVolumesOfAWholeZone)) {
            sentences.add(
                    "A volume that many nodes of a zone can attach is out of reach only with the zone.");
        }
        if (layouts.values().stream().anyMatch(SetLayout::chosenByTheDatabase)) {
            sentences.add(
                    "The database chooses the sets (by: Any): the number is the time in which some"
                            + " set that the rules admit has less than it needs, so that some key is"
                            + " unavailable; the mean, what one key can expect, stands beside it.");
            sentences.add(
                    "Every set that the rules admit exists, and all are equally likely: a ring with"
                            + " few tokens has fewer sets.");
        }
        if (layouts.size() > 1) {
            sentences.add(
                    "The number is that of the set with the most minutes; the mean over the sets stands"
                            + " beside it.");
        }
        return sentences;
    }
}
