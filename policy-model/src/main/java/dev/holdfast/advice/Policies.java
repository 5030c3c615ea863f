package dev.holdfast.advice;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Quorum;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Volume;
import dev.holdfast.view.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies that differ in one thing. */
final class Policies {
    private Policies() {}

    /** The policy with one role replaced. */
    static Change with(DataPlacementPolicy policy, int index, Role role) {
        PolicySpec spec = policy.spec();
        List<Role> roles = new ArrayList<>(spec.roles());
        roles.set(index, role);
        return new Change.PolicyPut(
                new DataPlacementPolicy(
                        policy.namespace(),
                        policy.name(),
                        policy.generation(),
                        new PolicySpec(
                                spec.enforcement(),
                                spec.selector(),
                                spec.domains(),
                                roles,
                                spec.expose())));
    }

    /** The role with another factor. */
    static Role factor(Role role, int factor) {
        Replication old = role.replication();
        return with(
                role,
                new Replication(
                        old.by(),
                        factor,
                        old.labels(),
                        old.pattern(),
                        old.annotation(),
                        old.rack(),
                        old.external(),
                        old.unitsPerMember(),
                        old.votes(),
                        old.witness(),
                        old.erasure()),
                role.quorum(),
                role.volume());
    }

    /** The role with numbers for read and write. */
    static Role quorum(Role role, int read, int write) {
        Quorum quorum =
                new Quorum(
                        Optional.of(new Amount.Units(read)),
                        Optional.of(new Amount.Units(write)),
                        role.quorum().acks());
        return with(role, role.replication(), quorum, role.volume());
    }

    /** The role with a number of copies per volume. */
    static Role copies(Role role, int copies) {
        Volume old = role.volume();
        Volume volume =
                new Volume(old.claims(), new Amount.Units(copies), old.usable(), old.within());
        return with(role, role.replication(), role.quorum(), volume);
    }

    private static Role with(Role role, Replication replication, Quorum quorum, Volume volume) {
        return new Role(
                role.name(),
                role.selector(),
                role.members(),
                role.initializers(),
                replication,
                quorum,
                role.survive(),
                role.spread(),
                volume,
                role.converge(),
                role.disruption(),
                role.overrides());
    }
}
