package dev.holdfast.oracle;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Volume;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The data volumes of members, and where their copies are. */
final class Storage {
    private Storage() {}

    /** A data claim of a pod: bound to a volume, which the view may not know, or not. */
    record DataClaim(Optional<String> volume, Optional<VolumeState> state) {
        NodeAffinity affinity() {
            return state.map(VolumeState::affinity).orElse(NodeAffinity.ANYWHERE);
        }

        /** A storage system lists the copies. */
        Optional<VolumeState.Copies.Listed> listed() {
            return state.map(VolumeState::copies)
                    .filter(VolumeState.Copies.Listed.class::isInstance)
                    .map(VolumeState.Copies.Listed.class::cast);
        }

        /** "Other PV affinity: one copy that lives while a Ready node outside F matches it." */
        boolean fromAffinity() {
            return state.map(VolumeState::copies)
                            .filter(VolumeState.Copies.FromAffinity.class::isInstance)
                            .isPresent()
                    && !affinity().isEmpty();
        }

        /** "Nothing known: unknown." */
        boolean unknownPlace() {
            return volume.isPresent() && listed().isEmpty() && !fromAffinity();
        }
    }

    /** The data claims of a member. */
    static List<DataClaim> dataClaims(Facts facts, PodState pod) {
        List<String> templates = volume(facts, pod).claims();
        return claims(
                facts, pod, mount -> templates.isEmpty() || templates.contains(mount.volume()));
    }

    /**
     * All claims of a member. Decided: which of them are data does not matter for where they can be
     * attached.
     */
    static List<DataClaim> allClaims(Facts facts, PodState pod) {
        return claims(facts, pod, _ -> true);
    }

    private static List<DataClaim> claims(
            Facts facts, PodState pod, Predicate<PodState.Mount> wanted) {
        List<DataClaim> claims = new ArrayList<>();
        for (PodState.Mount mount : pod.claims()) {
            if (wanted.test(mount)) {
                @Nullable ClaimState claim = facts.view().claim(pod.namespace(), mount.claim());
                Optional<String> name = claim == null ? Optional.empty() : claim.volume();
                claims.add(new DataClaim(name, name.map(volume -> facts.view().volume(volume))));
            }
        }
        return claims;
    }

    static Volume volume(Facts facts, PodState pod) {
        return facts.firstRoleOf(pod).volume();
    }

    /** Every node of the view that the affinity matches. */
    static Set<String> matching(Facts facts, NodeAffinity affinity) {
        Set<String> matching = new TreeSet<>();
        for (NodeState node : facts.nodes().values()) {
            if (affinity.matches(node)) {
                matching.add(node.name());
            }
        }
        return matching;
    }

    /**
     * The disks of a member.
     *
     * @param runs where the member stands, or would
     * @param copies the current copies of listed and unknown volumes in this completion
     */
    static List<Disk> disks(
            Facts facts, PodState pod, Optional<String> runs, Map<String, Set<String>> copies) {
        List<Disk> disks = new ArrayList<>();
        for (DataClaim claim : dataClaims(facts, pod)) {
            disks.add(disk(facts, pod, claim, runs, copies));
        }
        // "Local PV, or no claim at all: its node."
        List<Disk> found = disks.isEmpty() ? List.of(whereItRuns(runs)) : disks;
        Set<String> reach = new TreeSet<>(facts.nodes().keySet());
        allClaims(facts, pod).forEach(claim -> reach.retainAll(matching(facts, claim.affinity())));
        return found.stream().map(disk -> disk.within(reach)).toList();
    }

    /**
     * "Unbound claim: a copy where the pod will run." Decided: of a pod that is not bound there is
     * no copy anywhere, so it does not restart after a failure either ("Read implies Data for the
     * same F"); of a bound pod the copy is on its node and nowhere else.
     */
    private static Disk whereItRuns(Optional<String> runs) {
        return runs.map(Disk::at).orElse(Disk.none());
    }

    private static Disk disk(
            Facts facts,
            PodState pod,
            DataClaim claim,
            Optional<String> runs,
            Map<String, Set<String>> copies) {
        Volume rules = volume(facts, pod);
        if (rules.opaque()) {
            // "0 = not modelled, always there": whatever is known of it, bound or not. Decided: the
            // PV's affinity still says where it attaches.
            return new Disk(true, false, Set.of(), false, 0, matching(facts, claim.affinity()));
        }
        if (claim.volume().isEmpty()) {
            return whereItRuns(runs);
        }
        Set<String> attachable = matching(facts, claim.affinity());
        if (claim.fromAffinity()) {
            return new Disk(false, false, attachable, true, 1, attachable);
        }
        Set<String> current = copies.getOrDefault(claim.volume().get(), Set.of());
        int usable = claim.listed().map(listed -> usable(rules, listed)).orElse(1);
        return new Disk(false, true, current, false, usable, attachable);
    }

    /**
     * "u from usable over the copies the storage wants, never over what is healthy today". Decided:
     * a number in {@code volume.copies} is what the storage wants; it changes nothing for volumes
     * of which a PV's affinity is all that is known (those have one copy).
     */
    private static int usable(Volume rules, VolumeState.Copies.Listed listed) {
        int wanted = rules.copies() instanceof Amount.Units(int count) ? count : listed.wanted();
        Amount usable = rules.usable() == Amount.Word.Auto ? listed.usable() : rules.usable();
        return usable.of(wanted);
    }
}
