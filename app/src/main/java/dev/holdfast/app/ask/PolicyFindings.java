package dev.holdfast.app.ask;

import dev.holdfast.policy.check.Finding;
import dev.holdfast.policy.check.Finding.Severity;
import dev.holdfast.rules.BestMargins;
import dev.holdfast.rules.PolicyReview;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with policies, each finding with its policy; refusals first for each policy. */
record PolicyFindings(List<Item> items) {
    private static final Comparator<Item> ORDER =
            Comparator.comparing(Item::policy)
                    .thenComparing(item -> item.finding().severity())
                    .thenComparing(item -> item.finding().code())
                    .thenComparing(item -> item.finding().path());

    PolicyFindings {
        items = items.stream().sorted(ORDER).toList();
    }

    /**
     * One finding.
     *
     * @param policy {@code namespace/name}
     */
    record Item(String policy, Finding finding) {
        /** The word that people and {@code --fail-on} use. */
        String severity() {
            return finding.severity() == Severity.Refused ? "error" : "warning";
        }
    }

    /** The findings of all policies of a view. */
    static PolicyFindings of(ClusterView view) {
        List<PolicyMembers> policies = new ArrayList<>();
        view.forEachPolicy(policies::add);
        return of(view, policies);
    }

    /** The findings of some policies of a view. */
    static PolicyFindings of(ClusterView view, List<PolicyMembers> policies) {
        PolicyReview review = new PolicyReview(view, new BestMargins());
        List<Item> items = new ArrayList<>();
        for (PolicyMembers policy : policies) {
            review.of(policy)
                    .forEach(finding -> items.add(new Item(policy.policy().key(), finding)));
        }
        return new PolicyFindings(items);
    }

    /** How many findings are at least so severe. */
    long count(Severity least) {
        return items.stream()
                .filter(item -> item.finding().severity().compareTo(least) <= 0)
                .count();
    }

    /** The findings as they stand in JSON. */
    List<Map<String, Object>> trees() {
        List<Map<String, Object>> trees = new ArrayList<>();
        for (Item item : items) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("code", item.finding().code());
            tree.put("severity", item.severity());
            tree.put("path", item.finding().path());
            tree.put("message", item.finding().message());
            tree.put("policy", item.policy());
            trees.add(tree);
        }
        return trees;
    }

    /** Says every finding in a line of its own. */
    void warn(PrintWriter err) {
        for (Item item : items) {
            err.println(
                    "holdfast: policy "
                            + item.policy()
                            + ": "
                            + item.severity()
                            + " "
                            + item.finding());
        }
        err.flush();
    }
}
