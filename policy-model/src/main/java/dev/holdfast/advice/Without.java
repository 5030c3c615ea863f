package dev.holdfast.advice;

import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.survival.Units;
import dev.holdfast.view.Change;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes that take members out for good. */
final class Without {
    private Without() {}

    /**
     * The members gone with their claims, and not expected any more. What else their owners lack is
     * put in their place as members that run nowhere, so that it stays as missing as it was.
     */
    static List<Change> members(Trial trial, int role, Collection<PodState> pods) {
        List<Change> changes = new ArrayList<>();
        for (PodState missing : ExpectedMembers.of(trial.view(), trial.policy(), role)) {
            if (ownedTogether(missing, pods)) {
                changes.add(new Change.PodPut(missing));
            }
        }
        for (PodState pod : pods) {
            @Nullable OwnerState owner =
                    pod.owner()
                            .map(one -> trial.view().owner(pod.namespace(), one.name()))
                            .orElse(null);
            if (owner != null) {
                changes.add(new Change.OwnerGone(owner.namespace(), owner.name()));
            }
            pod.claims()
                    .forEach(mount ->
                            changes.add(new Change.ClaimGone(pod.namespace(), mount.claim())));
            changes.add(new Change.PodGone(pod.namespace(), pod.name()));
        }
        return changes;
    }

    private static boolean ownedTogether(PodState missing, Collection<PodState> pods) {
        return missing.owner().isPresent()
                && pods.stream().anyMatch(pod -> pod.owner().equals(missing.owner()));
    }

    /**
     * The factor smaller by the votes of these members of one set; empty when that leaves nobody in
     * this cluster or asks for more than there is. For {@code Any} the factor stays.
     */
    static Optional<List<Change>> smallerFactor(
            Trial trial, int role, Collection<PodState> ofOneSet) {
        Role of = trial.policy().roles().get(role).role();
        return of.replication().by() == Replication.By.Any
                ? Optional.of(List.of())
                : factor(trial, role, of.replication().factor() - Units.votesOf(of, ofOneSet));
    }

    /** The role with another factor, if that is one that a policy may have. */
    static Optional<List<Change>> factor(Trial trial, int role, int factor) {
        Role of = trial.policy().roles().get(role).role();
        boolean possible =
                factor > of.replication().external()
                        && of.replication().erasure().isEmpty()
                        && of.quorum().readOf(factor) <= factor
                        && of.quorum().writeOf(factor) <= factor
                        && of.quorum().acks() <= factor;
        return possible
                ? Optional.of(
                        List.of(
                                Policies.with(
                                        trial.policy().policy(),
                                        role,
                                        Policies.factor(of, factor))))
                : Optional.empty();
    }
}
