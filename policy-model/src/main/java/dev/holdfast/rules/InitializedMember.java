package dev.holdfast.rules;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.OwnerState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The member whose volumes a pod initialises, as far as it is known before it exists: the pending
 * member that mounts the claim, or the one that the claim is named after. A StatefulSet names its
 * claims TEMPLATE-OWNER-ORDINAL, and its pods OWNER-ORDINAL.
 */
final class InitializedMember {
    private final ClusterView view;
    private final PolicyMembers policy;
    private final PodState pod;

    /** The roles whose initializers select the pod. */
    private final List<Integer> offered = new ArrayList<>();

    /**
     * What a member is placed by.
     *
     * @param member unbound, with the pod's claims besides its own
     * @param roles the indices of the member's roles
     */
    record Found(PodState member, List<Integer> roles) {}

    private InitializedMember(ClusterView view, PolicyMembers policy, PodState pod) {
        this.view = view;
        this.policy = policy;
        this.pod = pod;
        for (int i = 0; i < policy.roles().size(); i++) {
            Optional<LabelSelector> selector = policy.roles().get(i).role().initializers();
            if (selector.isPresent() && selector.get().matches(pod.labels())) {
                offered.add(i);
            }
        }
    }

    /** The member, or empty when the pod initialises none. */
    static Optional<Found> of(ClusterView view, PolicyMembers policy, PodState pod) {
        if (pod.claims().isEmpty() || pod.finished()) {
            return Optional.empty();
        }
        InitializedMember asked = new InitializedMember(view, policy, pod);
        return asked.offered.isEmpty() ? Optional.empty() : Optional.of(asked.found());
    }

    private Found found() {
        for (PodState.Mount mount : pod.claims()) {
            for (PodState other : view.podsMounting(pod.namespace(), mount.claim())) {
                List<Integer> roles = policy.rolesOf(other);
                if (!roles.isEmpty()) {
                    return new Found(standingFor(other), roles);
                }
            }
        }
        return pod.claims().stream()
                .map(this::ofOwner)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(this::ofClaims);
    }

    private PodState standingFor(PodState member) {
        List<PodState.Mount> claims = new ArrayList<>(member.claims());
        Set<String> mounted =
                claims.stream().map(PodState.Mount::claim).collect(Collectors.toSet());
        pod.claims().stream()
                .filter(mount -> !mounted.contains(mount.claim()))
                .forEach(claims::add);
        return member(member.name(), member.labels(), member.annotations(), member.owner(), claims);
    }

    /**
     * The member of a StatefulSet whose claim has this name; the longest name of a set is right.
     */
    private Optional<Found> ofOwner(PodState.Mount mount) {
        String claim = mount.claim();
        int dash = claim.lastIndexOf('-');
        if (dash < 0 || !claim.substring(dash + 1).matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        String templateAndOwner = claim.substring(0, dash);
        List<OwnerState> owners = new ArrayList<>();
        view.forEachOwner(
                pod.namespace(),
                owner -> {
                    if (templateAndOwner.endsWith("-" + owner.name())) {
                        owners.add(owner);
                    }
                });
        return longest(owners, owner -> owner.name().length())
                .map(owner -> ofOwner(owner, claim, claim.substring(dash + 1)))
                .filter(found -> !found.roles.isEmpty());
    }

    private Found ofOwner(OwnerState owner, String claim, String ordinal) {
        String name = owner.name() + "-" + ordinal;
        Map<String, String> labels = new HashMap<>(owner.templateLabels());
        labels.put("apps.kubernetes.io/pod-index", ordinal);
        labels.put("statefulset.kubernetes.io/pod-name", name);
        PodState member =
                member(
                        name,
                        labels,
                        pod.annotations(),
                        Optional.of(new PodState.Owner("StatefulSet", owner.name())),
                        renamed(claim, name));
        return new Found(member, policy.rolesOf(member));
    }

    /** The member that other pods than a StatefulSet's are: by the names and labels of claims. */
    private Found ofClaims() {
        List<Found> all = pod.claims().stream().map(this::ofClaim).toList();
        Found found =
                all.stream()
                        .filter(each -> !each.roles.isEmpty())
                        .findFirst()
                        .orElse(all.getFirst());
        return found.roles.isEmpty() ? new Found(found.member, likelyRole(found.member)) : found;
    }

    private Found ofClaim(PodState.Mount mount) {
        String name =
                longest(templates(mount), String::length)
                        .map(template -> mount.claim().substring(template.length() + 1))
                        .orElse(mount.claim());
        Map<String, String> labels = new HashMap<>(pod.labels());
        @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
        if (claim != null) {
            labels.putAll(claim.labels());
        }
        PodState member =
                member(
                        name,
                        labels,
                        pod.annotations(),
                        Optional.empty(),
                        renamed(mount.claim(), name));
        return new Found(member, policy.rolesOf(member));
    }

    /** The claim templates that the name of a claim may begin with. */
    private List<String> templates(PodState.Mount mount) {
        Set<String> templates = new LinkedHashSet<>(List.of(mount.volume()));
        for (int index : offered) {
            var role = policy.roles().get(index);
            templates.addAll(role.role().volume().claims());
            role.all()
                    .forEach((_, member) -> {
                        for (PodState.Mount own : member.claims()) {
                            if (own.claim().equals(own.volume() + "-" + member.name())) {
                                templates.add(own.volume());
                            }
                        }
                    });
        }
        return templates.stream()
                .filter(template -> mount.claim().startsWith(template + "-"))
                .toList();
    }

    /** One role of several that the pod may initialise for, when nothing says which. */
    private List<Integer> likelyRole(PodState member) {
        return List.of(
                offered.stream()
                        .filter(index -> policy.roles().get(index).matches(member.labels(), member))
                        .findFirst()
                        .orElse(offered.getFirst()));
    }

    /** The pod's claims, the member's with the name that it has as a volume of the member. */
    private List<PodState.Mount> renamed(String claim, String member) {
        String template =
                claim.endsWith("-" + member)
                        ? claim.substring(0, claim.length() - member.length() - 1)
                        : "";
        return pod.claims().stream()
                .map(mount ->
                        mount.claim().equals(claim) && !template.isEmpty()
                                ? new PodState.Mount(template, claim)
                                : mount)
                .toList();
    }

    private PodState member(
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<PodState.Owner> owner,
            List<PodState.Mount> claims) {
        return new PodState(
                pod.namespace(),
                name,
                pod.uid(),
                labels,
                annotations,
                owner,
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                false,
                false,
                claims);
    }

    private static <T> Optional<T> longest(List<T> all, ToIntFunction<T> length) {
        return all.stream().max(Comparator.comparingInt(length));
    }
}
