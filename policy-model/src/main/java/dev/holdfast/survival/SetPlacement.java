package dev.holdfast.survival;

import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one member of one set may go. Nodes of one cell that carry nothing of the set are all
 * alike, and so are nodes that carry members of the same kinds; each kind is judged once, when it
 * is first asked for.
 */
public final class SetPlacement {
    /**
     * Of one failure each, for one member in one set: a few hundred milliseconds. kube-scheduler
     * waits for the answer, and so does everybody whom it has not asked about yet.
     */
    static final long EVALUATIONS = 4_000_000;

    private final ClusterView view;
    private final Role role;
    private final Witness witness;
    private final PlacementWorld worst;
    private final Optional<UnknownPlacement> unknown;
    private boolean gaveUp;
    private final Map<String, Verdict> byKind = new HashMap<>();

    /** What survival says of a node. */
    public enum Answer {
        ALLOWED,
        REFUSED,
        UNKNOWN
    }

    /**
     * What survival says of a node, and the margins of the goals there.
     *
     * @param margins per goal, in the worst world
     */
    public record Verdict(Answer answer, int[] margins) {}

    /**
     * Prepares the placing of a pod into one set.
     *
     * @param others the set's other members, pending ones among them
     */
    public SetPlacement(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers members,
            PodState pod,
            Collection<PodState> others) {
        this.view = view;
        this.role = members.role();
        RoleInView set = new RoleInView(view, policy, role, Optional.of(pod));
        this.witness = new Witness(set);
        int present = Units.votesOf(role, others) + Units.votesOf(role, pod);
        this.worst =
                new PlacementWorld(set, pod, others, present, Outlook.Bound.WORST, EVALUATIONS);
        this.unknown =
                worst.allKnown()
                        ? Optional.empty()
                        : Optional.of(new UnknownPlacement(set, pod, others, present, worst));
    }

    /** What survival says of a node whose domain labels are complete. */
    public Verdict at(int node) {
        @Nullable NodeState state = view.node(node);
        boolean ready = state != null && state.ready();
        String kind = worst.kind(node) + unknown.map(all -> all.kind(node)).orElse("") + ready;
        @Nullable Verdict known = byKind.get(kind);
        if (known == null) {
            known = judge(node);
            byKind.put(kind, known);
        }
        return known;
    }

    /** Names the nodes that are not alike all others of their cell. */
    public void forEachNode(IntConsumer consumer) {
        worst.forEachNode(consumer);
        unknown.ifPresent(all -> all.forEachNode(consumer));
    }

    private Verdict judge(int node) {
        PlacementWorld.Outcome outcome = worst.at(node, worst.targets());
        Answer known;
        if (!worst.targetsKnown() || (outcome.incomplete() && !outcome.feasible())) {
            known = Answer.UNKNOWN;
            gaveUp = true;
        } else {
            known = outcome.feasible() ? Answer.ALLOWED : Answer.REFUSED;
        }
        return new Verdict(unknown.map(all -> all.at(node)).orElse(known), outcome.margins());
    }

    /** For people: which goal would break under which failure with the member on the node. */
    public String explain(int node) {
        PlacementWorld.Refusal refusal = worst.explain(node);
        if (refusal.goal() < 0) {
            return "its goals cannot all be kept once the absent members are placed";
        }
        List<String> names = refusal.failure().stream().map(witness::nameOf).toList();
        return "goal "
                + refusal.goal()
                + ": "
                + (names.isEmpty()
                        ? "with nothing lost"
                        : "the loss of " + String.join(" and ", names))
                + " would leave a margin of "
                + refusal.margin()
                + " units, "
                + refusal.target()
                + " can be had elsewhere";
    }

    /** Why an answer is unknown. */
    public List<String> unknownCauses() {
        List<String> causes = new ArrayList<>(worst.unknowns().causes());
        if (gaveUp) {
            causes.add(
                    "the goals have more failures, or the absent members more placements, than are"
                            + " tried");
        }
        return causes;
    }
}
