package dev.holdfast.oracle;

import dev.holdfast.policy.Role;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A member that should be there and is not.
 *
 * @param pod whether {@code name} is the name its pod would have, and not its claim's
 */
record Expected(String name, Map<String, String> labels, boolean pod) {

    /**
     * "For Any, labels and patterns the expected members are the owners' replicas, plus claims with
     * the members' labels and no pod."
     *
     * <p>Decided: a claim whose name ends with a dash and the name of a missing pod of an owner is
     * that pod's, and not one more member. A claim that a member mounts is no missing member; one
     * that only a job or a finished pod mounts is, for nobody serves its data. With {@code
     * volume.claims} only claims of those templates count. Claims have no ordinal, so a role by
     * ordinals takes none.
     */
    static List<Expected> missing(Facts facts, Role role) {
        List<Expected> missing = new ArrayList<>();
        List<OwnerState> owners = new ArrayList<>();
        facts.view().forEachOwner(facts.policy().namespace(), owners::add);
        owners.sort(Comparator.comparing(OwnerState::name));
        for (OwnerState owner : owners) {
            for (int i = 0; i < owner.replicas(); i++) {
                int ordinal = owner.firstOrdinal() + i;
                String name = owner.name() + "-" + ordinal;
                boolean there =
                        facts.members(role).stream().anyMatch(pod -> pod.name().equals(name));
                if (!there && facts.matches(role, owner.templateLabels(), Optional.of(ordinal))) {
                    missing.add(new Expected(name, owner.templateLabels(), true));
                }
            }
        }
        missing.addAll(claims(facts, role, List.copyOf(missing)));
        return missing;
    }

    private static List<Expected> claims(Facts facts, Role role, List<Expected> owned) {
        Set<String> mounted = new HashSet<>();
        for (PodState pod : facts.pods()) {
            if (!facts.rolesOf(pod).isEmpty()) {
                pod.claims().forEach(mount -> mounted.add(mount.claim()));
            }
        }
        List<ClaimState> claims = new ArrayList<>();
        facts.view().forEachClaim(facts.policy().namespace(), claims::add);
        claims.sort(Comparator.comparing(ClaimState::name));
        List<String> templates = role.volume().claims();
        // Several claims of one member are one missing member.
        Set<String> found = new HashSet<>();
        return claims.stream()
                .filter(claim -> !mounted.contains(claim.name()))
                .filter(claim -> facts.matches(role, claim.labels(), Optional.empty()))
                .filter(claim ->
                        templates.isEmpty()
                                || templates.stream()
                                        .anyMatch(name -> claim.name().startsWith(name + "-")))
                .filter(claim ->
                        owned.stream().noneMatch(pod -> claim.name().endsWith("-" + pod.name())))
                .map(claim -> ofClaim(facts, role, claim))
                .filter(missing -> found.add(missing.name()))
                .filter(missing ->
                        facts.members(role).stream()
                                .noneMatch(pod -> pod.name().equals(missing.name())))
                .toList();
    }

    /**
     * A StatefulSet names a claim after its template and the pod, as the members' claims show. A
     * member of that name is there, whether it mounts the claim or not.
     */
    private static Expected ofClaim(Facts facts, Role role, ClaimState claim) {
        Set<String> templates = new HashSet<>(role.volume().claims());
        for (PodState pod : facts.members(role)) {
            for (PodState.Mount mount : pod.claims()) {
                if (mount.claim().equals(mount.volume() + "-" + pod.name())) {
                    templates.add(mount.volume());
                }
            }
        }
        return templates.stream()
                .filter(template -> claim.name().startsWith(template + "-"))
                .max(Comparator.comparingInt(String::length))
                .map(template ->
                        new Expected(
                                claim.name().substring(template.length() + 1),
                                claim.labels(),
                                true))
                .orElse(new Expected(claim.name(), claim.labels(), false));
    }

    /**
     * Sets that have expected members, maybe none that are there. Decided: a claim whose pod nobody
     * can tell names no set with {@code Pattern}.
     */
    List<String> sets(Role role) {
        return switch (role.replication().by()) {
            case All, Any, Annotation -> List.of();
            case Labels -> Facts.sets(role, name, labels, Map.of());
            case Pattern -> pod ? Facts.sets(role, name, labels, Map.of()) : List.of();
        };
    }
}
