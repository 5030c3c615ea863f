package dev.holdfast.extender;

import dev.holdfast.extender.PreemptionArgs.Candidate;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Which nodes stay candidates for preemption, as extender/v1 ExtenderPreemptionResult. The answer
 * is in the form {@code NodeNameToMetaVictims} whichever form was asked in; a dropped node is no
 * candidate any more.
 */
final class Preemption {
    /** What the tally calls a node whose victims must not be lost. */
    static final String VICTIMS = "HF1020";

    private final VictimCheck check;
    private final Stance stance;

    Preemption(VictimCheck check, Stance stance) {
        this.check = check;
        this.stance = stance;
    }

    Answer answer(PreemptionArgs args, ClusterView view, PlacementDecision decision) {
        Map<String, PodState> members = membersAmongVictims(args, view);
        Map<String, Integer> dropped = new HashMap<>();
        Bytes out = new Bytes(1024).append("{\"NodeNameToMetaVictims\":{");
        for (Candidate candidate : args.candidates()) {
            @Nullable String reason = objection(candidate, view, decision, members);
            if (reason == null) {
                write(candidate, out);
            } else {
                dropped.merge(reason, 1, Integer::sum);
            }
        }
        int left = args.candidates().size() - dropped.values().stream().mapToInt(n -> n).sum();
        return new Answer(
                200,
                out.close('}').append('}').toArray(),
                outcome(args, decision, left),
                "",
                args.pod().key(),
                args.candidates().size(),
                dropped);
    }

    private static Outcome outcome(PreemptionArgs args, PlacementDecision decision, int left) {
        if (left == 0 && !args.candidates().isEmpty()) {
            return Outcome.REFUSED_ALL;
        }
        return decision.involved() ? Outcome.OK : Outcome.NOT_INVOLVED;
    }

    /** The code of what speaks against a node, or null. */
    private @Nullable String objection(
            Candidate candidate,
            ClusterView view,
            PlacementDecision decision,
            Map<String, PodState> members) {
        if (decision.involved() && decision.enforced()) {
            int id = view.nodeId(candidate.node());
            Optional<ReasonCode> refusal =
                    id >= 0
                            ? decision.refusal(id)
                            : stance == Stance.STRICT
                                    ? Optional.of(ReasonCode.NODE_UNKNOWN)
                                    : Optional.empty();
            if (refusal.isPresent()) {
                return refusal.get().code();
            }
        }
        List<PodState> lost = new ArrayList<>();
        for (String uid : candidate.victims()) {
            @Nullable PodState member = members.get(uid);
            if (member != null) {
                lost.add(member);
            }
        }
        return lost.isEmpty() || (allKnown(view, lost) && check.mayLose(view, lost))
                ? null
                : VICTIMS;
    }

    /** Whether no policy may object to the loss that cannot be followed yet. */
    private static boolean allKnown(ClusterView view, List<PodState> lost) {
        return lost.stream()
                .noneMatch(pod -> view.awaitsPolicy(pod) && view.policiesOf(pod).isEmpty());
    }

    /**
     * The victims that the view knows, by UID. A pod that it does not know is not watched, thus
     * under no policy.
     */
    private static Map<String, PodState> membersAmongVictims(
            PreemptionArgs args, ClusterView view) {
        Set<String> wanted = new HashSet<>();
        args.candidates().forEach(candidate -> wanted.addAll(candidate.victims()));
        Map<String, PodState> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        Set<String> namespaces = new HashSet<>();
        view.forEachPolicy(members -> namespaces.add(members.policy().namespace()));
        view.forEachPending(policy -> namespaces.add(policy.namespace()));
        for (String namespace : namespaces) {
            view.forEachPod(
                    namespace,
                    pod -> {
                        if (wanted.contains(pod.uid())) {
                            found.put(pod.uid(), pod);
                        }
                    });
        }
        return found;
    }

    private static void write(Candidate candidate, Bytes out) {
        quoted(candidate.node(), out);
        out.append(":{\"Pods\":[");
        for (String uid : candidate.victims()) {
            out.append("{\"UID\":");
            quoted(uid, out);
            out.append("},");
        }
        out.close(']');
        out.append(",\"NumPDBViolations\":").append(Long.toString(candidate.violations()));
        out.append("},");
    }

    private static void quoted(String text, Bytes out) {
        out.append('"').append(JsonStringEncoder.getInstance().quoteAsUTF8(text)).append('"');
    }
}
