package dev.holdfast.policy.check;

import dev.holdfast.policy.DataPlacementPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a decoded policy against what its schema cannot say and against the cluster. The same for
 * the webhook, the dry-run and the command line.
 */
public final class PolicyValidator {
    private PolicyValidator() {}

    /**
     * All findings: first what the policy alone shows, then what the cluster adds. Goals are judged
     * only when their domains and sizes make sense.
     */
    public static List<Finding> validate(DataPlacementPolicy policy, ClusterFacts facts) {
        List<Finding> findings = new ArrayList<>();
        DomainChecks.check(policy.spec(), findings::add);
        RoleChecks.check(policy.spec(), facts, findings::add);
        boolean countable = findings.isEmpty();
        SelectorChecks.check(policy, facts, findings::add);
        if (countable) {
            GoalChecks.check(policy.spec(), facts, findings::add);
        }
        Warnings.check(policy.spec(), facts, findings::add);
        return List.copyOf(findings);
    }

    /** Whether any finding refuses the policy. */
    public static boolean refused(List<Finding> findings) {
        return findings.stream()
                .anyMatch(finding -> finding.severity() == Finding.Severity.Refused);
    }
}
