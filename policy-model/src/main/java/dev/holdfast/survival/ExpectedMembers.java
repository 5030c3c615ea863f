package dev.holdfast.survival;

import dev.holdfast.policy.Replication;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Members that should be there and are not: the owners' replicas without a pod, and claims with the
 * members' labels that no member mounts. They are down members of their set and rack, with the
 * copies of their claims. For {@code All} the declared factor says how many are absent, and nobody
 * is looked for.
 */
public final class ExpectedMembers {
    /** The uid of a member that does not exist. */
    static final String MISSING = "(missing)";

    private final ClusterView view;
    private final PolicyMembers policy;
    private final int roleIndex;
    private final RoleMembers role;
    private final Set<String> dataClaims;
    private final Map<String, PodState> missing = new TreeMap<>();

    private ExpectedMembers(ClusterView view, PolicyMembers policy, int roleIndex) {
        this.view = view;
        this.policy = policy;
        this.roleIndex = roleIndex;
        this.role = policy.roles().get(roleIndex);
        this.dataClaims = Set.copyOf(role.role().volume().claims());
    }

    /** Whether a pod is a member that should be there and is not, which has no copy of the data. */
    public static boolean isMissing(PodState pod) {
        return pod.uid().equals(MISSING);
    }

    /**
     * The missing members of a role, as pods that run nowhere. Costs as much as the namespace has
     * pods.
     */
    public static Collection<PodState> of(ClusterView view, PolicyMembers policy, int roleIndex) {
        if (policy.roles().get(roleIndex).role().replication().by() == Replication.By.All) {
            return List.of();
        }
        ExpectedMembers expected = new ExpectedMembers(view, policy, roleIndex);
        view.forEachOwner(policy.policy().namespace(), expected::addReplicas);
        expected.addClaims();
        return expected.missing.values();
    }

    private void addClaims() {
        Collection<ClaimState> candidates = notMountedByMembers();
        if (candidates.isEmpty()) {
            return;
        }
        Set<String> templates = templates();
        for (ClaimState claim : candidates) {
            addClaim(claim, templates);
        }
    }

    /** The claims that no member of any role mounts. */
    private Collection<ClaimState> notMountedByMembers() {
        String namespace = policy.policy().namespace();
        Map<String, ClaimState> found = new TreeMap<>();
        view.forEachIdleClaim(namespace, claim -> found.put(claim.name(), claim));
        view.forEachPod(
                namespace,
                pod -> {
                    if (!isMember(pod)) {
                        for (PodState.Mount mount : pod.claims()) {
                            addIfForeign(view.claim(namespace, mount.claim()), found);
                        }
                    }
                });
        return found.values();
    }

    private void addIfForeign(@Nullable ClaimState claim, Map<String, ClaimState> found) {
        if (claim != null
                && view.podsMounting(claim.namespace(), claim.name()).stream()
                        .noneMatch(this::isMember)) {
            found.put(claim.name(), claim);
        }
    }

    private boolean isMember(PodState pod) {
        for (RoleMembers some : policy.roles()) {
            if (some.all().containsKey(pod.name())) {
                return true;
            }
        }
        return false;
    }

    private void addReplicas(OwnerState owner) {
        if (!policy.policy().spec().selector().matches(owner.templateLabels())) {
            return;
        }
        for (int i = 0; i < owner.replicas(); i++) {
            String name = owner.name() + "-" + (owner.firstOrdinal() + i);
            addIfMember(name, owner.templateLabels(), Optional.of(owner.name()), Optional.empty());
        }
    }

    /**
     * The claim templates of the members that are there: a StatefulSet names a claim template-pod.
     */
    private Set<String> templates() {
        Set<String> templates = new HashSet<>(dataClaims);
        role.all()
                .forEach((_, pod) -> {
                    for (PodState.Mount mount : pod.claims()) {
                        if (!templates.contains(mount.volume())
                                && mount.claim().equals(mount.volume() + "-" + pod.name())) {
                            templates.add(mount.volume());
                        }
                    }
                });
        return templates;
    }

    private void addClaim(ClaimState claim, Set<String> templates) {
        boolean foreign = !policy.policy().spec().selector().matches(claim.labels());
        if (foreign && missing.isEmpty()) {
            return;
        }
        if (!dataClaims.isEmpty()
                && dataClaims.stream()
                        .noneMatch(template -> claim.name().startsWith(template + "-"))) {
            return;
        }
        int missingPod = beforeMissingPod(claim.name());
        int dash = missingPod < 0 ? afterTemplate(claim.name(), templates) : missingPod;
        String volume = dash < 0 ? claim.name() : claim.name().substring(0, dash);
        addIfMember(
                claim.name().substring(dash + 1),
                claim.labels(),
                Optional.empty(),
                Optional.of(new PodState.Mount(volume, claim.name())));
    }

    /**
     * Where the name of a claim goes on with that of a missing pod of an owner, as a StatefulSet
     * names claims: its templates need not be known. The index of the dash between, or -1.
     */
    private int beforeMissingPod(String claim) {
        int dash = claim.indexOf('-');
        while (dash >= 0 && !isOwned(claim, dash)) {
            dash = claim.indexOf('-', dash + 1);
        }
        return dash;
    }

    /** Where the longest template ends that the name of a claim begins with, or -1. */
    private static int afterTemplate(String claim, Set<String> templates) {
        return templates.stream()
                .filter(template -> claim.startsWith(template + "-"))
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }

    private boolean isOwned(String claim, int dash) {
        PodState pod = dash < 0 ? null : missing.get(claim.substring(dash + 1));
        return pod != null && pod.owner().isPresent();
    }

    private void addIfMember(
            String name,
            Map<String, String> labels,
            Optional<String> owner,
            Optional<PodState.Mount> mount) {
        PodState before = missing.get(name);
        PodState there = view.pod(policy.policy().namespace(), name);
        if (there != null && policy.rolesOf(there).contains(roleIndex)) {
            return;
        }
        List<PodState.Mount> claims = new ArrayList<>(before == null ? List.of() : before.claims());
        mount.ifPresent(claims::add);
        Optional<PodState.Owner> controller =
                owner.map(set -> new PodState.Owner("StatefulSet", set));
        PodState pod =
                new PodState(
                        policy.policy().namespace(),
                        name,
                        MISSING,
                        before == null ? labels : before.labels(),
                        Map.of(),
                        before == null ? controller : before.owner(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        0,
                        false,
                        false,
                        claims);
        if (policy.rolesOf(pod).contains(roleIndex)) {
            missing.put(name, pod);
        }
    }
}
