package dev.holdfast.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The answers of all roles that a pod is in: all rules hold. */
final class RolePlacements implements PlacementDecision {
    private final List<RolePlacement> roles;
    private final boolean enforced;
    private final boolean overlap;

    RolePlacements(List<RolePlacement> roles, boolean enforced, boolean overlap) {
        this.roles = List.copyOf(roles);
        this.enforced = enforced;
        this.overlap = overlap;
    }

    @Override
    public boolean involved() {
        return !roles.isEmpty();
    }

    @Override
    public boolean enforced() {
        return enforced;
    }

    @Override
    public Optional<ReasonCode> refusal(int node) {
        for (RolePlacement role : roles) {
            Optional<ReasonCode> refusal = role.refusal(node);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    @Override
    public int score(int node) {
        int least = roles.isEmpty() ? 0 : MOST;
        for (RolePlacement role : roles) {
            least = Math.min(least, role.score(node));
        }
        return least;
    }

    @Override
    public List<Reason> reasons(int node) {
        List<Reason> reasons = new ArrayList<>();
        roles.forEach(role -> reasons.addAll(role.reasons(node)));
        return reasons;
    }

    @Override
    public List<String> passed(int node) {
        TreeSet<String> passed = new TreeSet<>();
        roles.forEach(role -> passed.addAll(role.passed(node)));
        if (overlap) {
            passed.add(ReasonCode.POLICIES_OVERLAP.text() + "; the stricter rules hold");
        }
        return List.copyOf(passed);
    }

    @Override
    public int[] dataNodes() {
        return roles.isEmpty() ? new int[0] : roles.getFirst().dataNodes();
    }

    private static final int MOST = 10;
}
