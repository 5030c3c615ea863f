package dev.holdfast.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The answers of all roles that a pod is in: all rules hold. */
final class RolePlacements implements PlacementDecision {
    private static final int MOST = 10;

    private final RolePlacement[] roles;
    private final boolean enforced;
    private final boolean overlap;

    RolePlacements(List<RolePlacement> roles, boolean enforced, boolean overlap) {
        this.roles = roles.toArray(RolePlacement[]::new);
        this.enforced = enforced;
        this.overlap = overlap;
    }

    @Override
    public boolean involved() {
        return roles.length > 0;
    }

    @Override
    public boolean enforced() {
        return enforced;
    }

    @Override
    public Optional<ReasonCode> refusal(int node) {
        int verdict = verdict(node);
        return verdict == ALLOWED ? Optional.empty() : Optional.of(ReasonCode.of(verdict));
    }

    @Override
    public int verdict(int node) {
        for (RolePlacement role : roles) {
            int verdict = role.verdict(node);
            if (verdict != ALLOWED) {
                return verdict;
            }
        }
        return ALLOWED;
    }

    @Override
    public void verdicts(int[] nodes, byte[] into) {
        if (roles.length == 1) {
            roles[0].verdicts(nodes, into);
        } else {
            PlacementDecision.super.verdicts(nodes, into);
        }
    }

    @Override
    public void scores(int[] nodes, byte[] into) {
        if (roles.length == 1) {
            roles[0].scores(nodes, into);
        } else {
            PlacementDecision.super.scores(nodes, into);
        }
    }

    @Override
    public int score(int node) {
        int least = roles.length == 0 ? 0 : MOST;
        for (RolePlacement role : roles) {
            least = Math.min(least, role.score(node));
        }
        return least;
    }

    @Override
    public List<Reason> reasons(int node) {
        List<Reason> reasons = new ArrayList<>();
        for (RolePlacement role : roles) {
            reasons.addAll(role.reasons(node));
        }
        return reasons;
    }

    @Override
    public List<String> passed(int node) {
        TreeSet<String> passed = new TreeSet<>();
        for (RolePlacement role : roles) {
            passed.addAll(role.passed(node));
        }
        if (overlap) {
            passed.add(ReasonCode.POLICIES_OVERLAP.text() + "; the stricter rules hold");
        }
        return List.copyOf(passed);
    }

    @Override
    public int[] dataNodes() {
        return roles.length == 0 ? new int[0] : roles[0].dataNodes();
    }
}
