package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The verbs of a kube-scheduler extender, from body to answer. May be called from any thread and
 * any number of times: nothing is kept but a table of node names and the pod read last. What a body
 * does wrong is answered with 400, never thrown.
 */
public final class Extender {
    /** The extender must be configured to send names only. */
    static final String NODES_FORM =
            "HF2003: whole nodes were sent; set nodeCacheCapable: true for this extender in the"
                    + " KubeSchedulerConfiguration";

    /** What a body too long to be read most probably is; its length would vary. */
    static final String TOO_LONG =
            "HF2004: the call is too long to be read; set nodeCacheCapable: true for this extender in"
                    + " the KubeSchedulerConfiguration, or a larger extender.limits.bodyBytes";

    private static final String INCOMPLETE = "HF2001: view not yet complete: ";
    private static final String STALE = "HF2002: view is too old: ";

    private static final String POLICY_PENDING =
            "HF2005: a policy of the pod's namespace cannot be applied yet";

    private final Supplier<ViewState> views;
    private final PlacementRules rules;
    private final Preemption preemption;
    private final Stance stance;
    private final PodMemory pods = new PodMemory();
    private volatile NodeTable table = NodeTable.of(ClusterView.EMPTY);

    /**
     * @param views the cluster as far as it is known at the time of a call
     */
    public Extender(
            Supplier<ViewState> views, PlacementRules rules, VictimCheck victims, Stance stance) {
        this.views = views;
        this.rules = rules;
        this.preemption = new Preemption(victims, stance);
        this.stance = stance;
    }

    /** ExtenderArgs to ExtenderFilterResult: which of the nodes the pod may run on. */
    public Answer filter(byte[] body) {
        ViewState state = views.get();
        NodeTable names = tableOf(state);
        ExtenderArgs args;
        try {
            args = ArgsReader.read(body, names, pods);
        } catch (BadRequest e) {
            return e.kind() == BadRequest.Kind.NODES_FORM
                    ? FilterAnswer.error(Outcome.MISCONFIGURED, NODES_FORM, "", 0)
                    : Answer.badRequest("filter", e);
        }
        return switch (state) {
            case ViewState.Ready(ClusterView view) -> filter(names, args, view);
            case ViewState.Incomplete(String reason) -> notReady(INCOMPLETE + reason, args);
            case ViewState.Stale(String reason) ->
                    stance == Stance.LENIENT
                            ? FilterAnswer.all(Outcome.UNCHECKED, args)
                            : notReady(STALE + reason, args);
        };
    }

    /**
     * What filter says to a body above the limit. kube-scheduler shows the texts of answers with
     * status 200 only, and whole nodes are the reason why a body is that long.
     */
    public static Answer filterTooLong() {
        return FilterAnswer.error(Outcome.MISCONFIGURED, TOO_LONG, "", 0).because("too_large");
    }

    private Answer filter(NodeTable names, ExtenderArgs args, ClusterView view) {
        PlacementDecision decision = rules.decide(view, args.pod());
        if (isPending(decision, view, args.pod())) {
            return stance == Stance.LENIENT
                    ? FilterAnswer.all(Outcome.UNCHECKED, args)
                    : notReady(POLICY_PENDING, args);
        }
        if (!decision.involved()) {
            return FilterAnswer.all(Outcome.NOT_INVOLVED, args);
        }
        Answer answer =
                decision.enforced()
                        ? FilterAnswer.judged(names, args, decision, stance)
                        : FilterAnswer.all(Outcome.OK, args);
        return answer.with(sampling(args, decision, view));
    }

    /** Whether nobody speaks for the pod only because a policy cannot be followed yet. */
    private static boolean isPending(PlacementDecision decision, ClusterView view, PodState pod) {
        return !decision.involved() && view.awaitsPolicy(pod);
    }

    /** A nominated node is asked about alone, which says nothing about what is offered. */
    private static Optional<Sampling> sampling(
            ExtenderArgs args, PlacementDecision decision, ClusterView view) {
        int[] dataNodes = decision.dataNodes();
        boolean nominated = args.pod().reservedNode().isPresent() && args.nodes().count() == 1;
        if (dataNodes.length == 0 || nominated) {
            return Optional.empty();
        }
        int found = 0;
        for (int id : dataNodes) {
            found += args.nodes().has(id) ? 1 : 0;
        }
        return Optional.of(
                new Sampling(
                        args.pod(),
                        dataNodes.length,
                        found,
                        args.nodes().count(),
                        view.nodeCount()));
    }

    private static Answer notReady(String text, ExtenderArgs args) {
        return FilterAnswer.error(Outcome.NOT_READY, text, args.pod().key(), args.nodes().count());
    }

    /**
     * ExtenderArgs to HostPriorityList: 0 to 10 for each node, higher is better. Nodes without an
     * entry count as 0, so there is none where nothing is known.
     */
    public Answer prioritize(byte[] body) {
        ViewState state = views.get();
        NodeTable names = tableOf(state);
        ExtenderArgs args;
        try {
            args = ArgsReader.read(body, names, pods);
        } catch (BadRequest e) {
            return Answer.badRequest("prioritize", e);
        }
        return state instanceof ViewState.Ready(ClusterView view)
                ? prioritize(names, args, view)
                : PrioritizeAnswer.none(Outcome.NOT_READY, args);
    }

    private Answer prioritize(NodeTable names, ExtenderArgs args, ClusterView view) {
        PlacementDecision decision = rules.decide(view, args.pod());
        return isPending(decision, view, args.pod())
                ? PrioritizeAnswer.none(Outcome.NOT_READY, args)
                : PrioritizeAnswer.of(names, args, decision);
    }

    /**
     * ExtenderPreemptionArgs to ExtenderPreemptionResult: the nodes where the victims may die for
     * the pod. A node that filter would refuse is dropped, or victims would die for nothing.
     */
    public Answer preempt(byte[] body) {
        PreemptionArgs args;
        try {
            args = PreemptionArgsReader.read(body);
        } catch (BadRequest e) {
            return Answer.badRequest("preempt", e);
        }
        return switch (views.get()) {
            case ViewState.Ready(ClusterView view) -> preempt(args, view);
            case ViewState.Incomplete(String reason) -> unavailable(INCOMPLETE + reason, args);
            case ViewState.Stale(String reason) -> unavailable(STALE + reason, args);
        };
    }

    private Answer preempt(PreemptionArgs args, ClusterView view) {
        PlacementDecision decision = rules.decide(view, args.pod());
        return isPending(decision, view, args.pod())
                ? unavailable(POLICY_PENDING, args)
                : preemption.answer(args, view, decision);
    }

    /** The result has no field for an error; nobody may die on a guess, whatever the stance. */
    private static Answer unavailable(String text, PreemptionArgs args) {
        return new Answer(
                503,
                (text + "\n").getBytes(StandardCharsets.UTF_8),
                Outcome.NOT_READY,
                "",
                args.pod().key(),
                args.candidates().size(),
                java.util.Map.of());
    }

    private NodeTable tableOf(ViewState state) {
        NodeTable current = table;
        if (!(state instanceof ViewState.Ready(ClusterView view))) {
            return current;
        }
        NodeTable moved = current.moveTo(view);
        if (moved != current) {
            table = moved;
        }
        return moved;
    }
}
