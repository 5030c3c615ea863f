package dev.holdfast.survival;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.view.PodState;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one member counts, in units: votes, and data units with a copy of their own. */
public final class Units {
    private Units() {}

    /** The votes of a member: its label, else 1 for a witness, else unitsPerMember. */
    public static int votesOf(Role role, PodState pod) {
        Replication replication = role.replication();
        Optional<Replication.Votes> votes = replication.votes();
        Optional<Integer> labelled =
                votes.isEmpty() ? Optional.empty() : count(pod.labels().get(votes.get().label()));
        if (labelled.isPresent()) {
            return labelled.get();
        }
        return isWitness(role, pod) ? 1 : replication.unitsPerMember();
    }

    private static Optional<Integer> count(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,6}")
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    /** The data units of a member: none for a witness. */
    public static int dataOf(Role role, PodState pod) {
        return isWitness(role, pod) ? 0 : role.replication().unitsPerMember();
    }

    private static boolean isWitness(Role role, PodState pod) {
        Optional<LabelSelector> witness = role.replication().witness();
        return witness.isPresent() && witness.get().matches(pod.labels());
    }

    /** The votes of all these members together. */
    public static int votesOf(Role role, Collection<PodState> members) {
        int units = 0;
        for (PodState pod : members) {
            units += votesOf(role, pod);
        }
        return units;
    }
}
