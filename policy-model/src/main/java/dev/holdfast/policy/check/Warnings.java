package dev.holdfast.policy.check;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Spread;
import java.util.List;
import java.util.function.Consumer;

/** What is accepted but should be known. */
final class Warnings {
    /** From so many zones on a policy is expected to say something about their loss. */
    private static final int ZONES_THAT_MATTER = 3;

    private static final String ZONE_NAME = Domain.ZONE.name();

    private Warnings() {}

    static void check(PolicySpec spec, ClusterFacts facts, Consumer<Finding> found) {
        for (int i = 0; i < spec.roles().size(); i++) {
            Role role = spec.roles().get(i);
            String path = "spec.roles[" + i + "]";
            staleReads(role, path, found);
            anyWithoutRack(role, path, found);
            zoneGoal(role, facts, path, found);
            within(spec, role, path, found);
            room(role, facts, path, found);
            size(role, facts.owners().getOrDefault(role.name(), List.of()), path, found);
        }
        unlabelled(spec, facts, found);
    }

    private static void staleReads(Role role, String path, Consumer<Finding> found) {
        int units = role.replication().factor();
        int read = role.quorum().readOf(units);
        int write = role.quorum().writeOf(units);
        if (units > 1 && read + write <= units) {
            found.accept(
                    Finding.of(
                            FindingCodes.STALE_READS,
                            path + ".quorum",
                            "read %d + write %d is not more than %d units: a read may miss the last write; raise one of them unless the database is meant so"
                                    .formatted(read, write, units)));
        }
    }

    private static void anyWithoutRack(Role role, String path, Consumer<Finding> found) {
        if (role.replication().by() == Replication.By.Any && role.replication().rack().isEmpty()) {
            found.accept(
                    Finding.of(
                            FindingCodes.ANY_WITHOUT_RACK,
                            path + ".replication.rack",
                            "by: Any without a rack lets any members hold the same data, so one zone"
                                    + " may hold all copies; set rack to what the database reads"));
        }
    }

    private static void zoneGoal(
            Role role, ClusterFacts facts, String path, Consumer<Finding> found) {
        int zones = facts.domainValues().getOrDefault(ZONE_NAME, 0);
        if (zones >= ZONES_THAT_MATTER
                && role.survive().stream().noneMatch(goal -> goal.lose().containsKey(ZONE_NAME))) {
            found.accept(
                    Finding.of(
                            FindingCodes.NO_ZONE_GOAL,
                            path + ".survive",
                            "there are "
                                    + zones
                                    + " zones, but no goal says that the loss of one is survived; add"
                                    + " {lose: {zone: 1}}"));
        }
    }

    /** Not said of node: copies within a zone on several nodes is what replicated volumes are. */
    private static void within(PolicySpec spec, Role role, String path, Consumer<Finding> found) {
        role.volume()
                .within()
                .flatMap(spec::domainIndex)
                .ifPresent(outer ->
                        role.survive().stream()
                                .flatMap(goal -> goal.lose().keySet().stream())
                                .distinct()
                                .filter(domain -> !domain.equals(Domain.NODE_NAME))
                                .filter(domain -> spec.domainIndex(domain).orElse(0) > outer)
                                .forEach(domain -> wide(role, domain, path, found)));
    }

    private static void wide(Role role, String domain, String path, Consumer<Finding> found) {
        found.accept(
                Finding.of(
                        FindingCodes.WITHIN_WIDE,
                        path + ".volume.within",
                        "%s is wider than %s, whose loss is to be survived: one %s may hold copies of several members; use within: %s"
                                .formatted(
                                        role.volume().within().orElse(""),
                                        domain,
                                        domain,
                                        domain)));
    }

    private static void room(Role role, ClusterFacts facts, String path, Consumer<Finding> found) {
        Replication replication = role.replication();
        int members =
                Math.ceilDiv(
                        Math.max(0, replication.factor() - replication.external()),
                        replication.unitsPerMember());
        for (int i = 0; i < role.spread().size(); i++) {
            Spread spread = role.spread().get(i);
            int existing = facts.mostValues().getOrDefault(spread.domain(), Integer.MAX_VALUE);
            if (spread.mode() == Spread.Mode.Required && (long) existing * spread.max() < members) {
                found.accept(
                        Finding.of(
                                FindingCodes.NO_ROOM,
                                path + ".spread[" + i + "]",
                                "%d members do not fit into %d values of %s with at most %d each; raise max or use mode: Preferred"
                                        .formatted(
                                                members, existing, spread.domain(), spread.max())));
            }
        }
    }

    private static void size(
            Role role, List<ClusterFacts.Owner> owners, String path, Consumer<Finding> found) {
        Replication replication = role.replication();
        boolean weighted = replication.votes().isPresent() || replication.witness().isPresent();
        if (owners.isEmpty() || weighted || role.members().isPresent()) {
            return;
        }
        int replicas = owners.stream().mapToInt(ClusterFacts.Owner::replicas).sum();
        int units = replicas * replication.unitsPerMember() + replication.external();
        boolean exact = replication.by() == Replication.By.All;
        if (units < replication.factor() || (exact && units > replication.factor())) {
            found.accept(
                    Finding.of(
                            FindingCodes.SIZE_DIFFERS,
                            path + ".replication.factor",
                            "factor is %d, but the owner's %d replicas give %d; make them agree"
                                    .formatted(replication.factor(), replicas, units)));
        }
    }

    private static void unlabelled(PolicySpec spec, ClusterFacts facts, Consumer<Finding> found) {
        for (int i = 0; i < spec.domains().size(); i++) {
            Domain domain = spec.domains().get(i);
            int nodes = facts.nodesWithoutLabel().getOrDefault(domain.name(), 0);
            if (nodes > 0 && domain.onMissing() == Domain.OnMissing.Deny) {
                found.accept(
                        Finding.of(
                                FindingCodes.UNLABELLED_NODES,
                                "spec.domains[" + i + "]",
                                "%d nodes have no label %s: no member may run there; label them or set onMissing: Alone"
                                        .formatted(nodes, domain.key())));
            }
        }
    }
}
