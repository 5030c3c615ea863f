package dev.holdfast.advice;

import dev.holdfast.policy.Replication;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.view.Change;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Members that are not there yet, by the nodes that they would run on; several may share one. A new
 * member is like one that is there, ready, and its data lies on its own node: more copies than that
 * are not counted on.
 */
final class NewMembers implements Space {
    private static final Pattern LAST_NUMBER = Pattern.compile("[0-9]+(?!.*[0-9])");

    private final Trial trial;
    private final int role;
    private final String set;
    private final Draft base;
    private final List<PodState> fresh;
    private final List<Integer> targets;

    private NewMembers(
            Trial trial,
            int role,
            String set,
            Draft base,
            List<PodState> fresh,
            List<Integer> targets) {
        this.trial = trial;
        this.role = role;
        this.set = set;
        this.base = base;
        this.fresh = fresh;
        this.targets = targets;
    }

    /**
     * New members of one set.
     *
     * @param trial with the base already applied
     * @param there the members of the set, one of which is the model
     * @param base what comes with every combination
     */
    static NewMembers of(
            Trial trial, int role, String set, List<PodState> there, Draft base, int count) {
        List<PodState> fresh = new ArrayList<>();
        List<PodState> missing =
                new ArrayList<>(ExpectedMembers.of(trial.view(), trial.policy(), role));
        RoleMembers members = trial.policy().roles().get(role);
        missing.removeIf(
                pod -> !members.setsOf(pod.name(), pod.labels(), pod.annotations()).contains(set));
        Set<String> taken = new HashSet<>();
        for (PodState pod : missing) {
            if (fresh.size() < count) {
                fresh.add(freshLike(pod, pod.name()));
                taken.add(pod.name());
            }
        }
        Optional<PodState> model = model(trial, role, there);
        while (model.isPresent() && fresh.size() < count) {
            Optional<PodState> next = next(trial, role, set, model.get(), taken);
            if (next.isEmpty()) {
                break;
            }
            fresh.add(next.get());
            taken.add(next.get().name());
        }
        List<Integer> targets = Targets.of(trial, List.of(), count);
        return new NewMembers(trial, role, set, base, fresh, targets);
    }

    /** A member that holds data and votes as most do. */
    private static Optional<PodState> model(Trial trial, int role, List<PodState> there) {
        Replication replication = trial.policy().roles().get(role).role().replication();
        return there.stream()
                .filter(pod ->
                        replication
                                .witness()
                                .map(witness -> !witness.matches(pod.labels()))
                                .orElse(true))
                .max(Comparator.comparing(PodState::name));
    }

    /** A pod like the model with the next number that is free and leads into the same set. */
    private static Optional<PodState> next(
            Trial trial, int role, String set, PodState model, Set<String> taken) {
        Matcher number = LAST_NUMBER.matcher(model.name());
        boolean numbered = number.find();
        RoleMembers members = trial.policy().roles().get(role);
        for (int i = 1; i <= 64; i++) {
            String name =
                    numbered && number.group().length() < 9
                            ? model.name().substring(0, number.start())
                                    + (Integer.parseInt(number.group()) + i)
                                    + model.name().substring(number.end())
                            : model.name() + "-" + i;
            PodState pod = freshLike(model, name);
            if (!taken.contains(name)
                    && trial.view().pod(pod.namespace(), name) == null
                    && trial.policy().rolesOf(pod).contains(role)
                    && members.setsOf(name, pod.labels(), pod.annotations()).equals(List.of(set))) {
                return Optional.of(pod);
            }
        }
        return Optional.empty();
    }

    private static PodState freshLike(PodState model, String name) {
        return new PodState(
                model.namespace(),
                name,
                "new/" + name,
                model.labels(),
                model.annotations(),
                model.owner(),
                Optional.empty(),
                Optional.empty(),
                true,
                0,
                false,
                false,
                List.of());
    }

    @Override
    public int size() {
        return fresh.isEmpty() ? 0 : targets.size();
    }

    @Override
    public boolean together(int earlier, int later) {
        return true;
    }

    @Override
    public Draft draft(int[] chosen) {
        Draft draft = base;
        for (int i = 0; i < chosen.length && i < fresh.size(); i++) {
            int target = targets.get(chosen[i]);
            @Nullable NodeState node = trial.view().node(target);
            if (node != null) {
                PodState pod =
                        Members.with(inRack(fresh.get(i), target), Optional.of(node.name()), true);
                Step step =
                        new Step(
                                Step.Action.AddMember,
                                pod.name(),
                                "",
                                node.name(),
                                Members.where(trial, target));
                draft = draft.and(Draft.placing(step, List.of(new Change.PodPut(pod)), pod.name()));
            }
        }
        return draft;
    }

    /** The new member with the rack label that members have there, or one for a new rack. */
    private PodState inRack(PodState pod, int target) {
        Optional<Replication.Rack> rack =
                trial.policy().roles().get(role).role().replication().rack();
        if (rack.isEmpty() || rack.get().label().isEmpty()) {
            return pod;
        }
        String key = rack.get().label().get();
        int domain = trial.policy().policy().spec().domainIndex(rack.get().domain()).orElse(-1);
        Map<String, String> labels = new HashMap<>(pod.labels());
        labels.put(key, rackThere(key, domain, target));
        return new PodState(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                labels,
                pod.annotations(),
                pod.owner(),
                pod.node(),
                pod.reservedNode(),
                pod.ready(),
                pod.readySince(),
                pod.terminating(),
                pod.finished(),
                pod.claims());
    }

    private String rackThere(String key, int domain, int target) {
        Topology topology = trial.view().topology(trial.policy().policy());
        boolean labelled = domain >= 0 && domain < topology.labelled();
        int value = labelled ? topology.value(domain, target) : target;
        List<String> found = new ArrayList<>();
        for (PodState other : Members.of(trial, role, Set.of(set))) {
            int node = other.node().map(trial.view()::nodeId).orElse(-1);
            if (node >= 0
                    && (labelled ? topology.value(domain, node) : node) == value
                    && other.labels().containsKey(key)) {
                found.add(String.valueOf(other.labels().get(key)));
            }
        }
        return found.stream()
                .sorted()
                .findFirst()
                .orElse("new-" + (labelled ? topology.name(domain, value) : "" + target));
    }
}
