package dev.holdfast.oracle;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a pod may be placed. A pod that is no member goes anywhere; pods that mount a member's
 * claim before the member exists are not looked at here.
 */
final class Placing {
    private Placing() {}

    static Set<String> allowed(Facts before, PodState pod) {
        Facts facts = before.with(pod);
        if (facts.rolesOf(pod).isEmpty()) {
            return facts.nodes().keySet();
        }
        Set<String> candidates = new TreeSet<>(facts.nodes().keySet());
        candidates.removeIf(node -> !HardRules.allow(facts, pod, node));
        for (Role role : facts.rolesOf(pod)) {
            if (Facts.sets(role, pod).isEmpty()) {
                // Decided: whose set cannot be told is placed nowhere.
                return Set.of();
            }
            List<Casting> castings = Oracle.castings(facts, role);
            for (String set : Facts.sets(role, pod)) {
                List<Stage> stages =
                        castings.stream().map(casting -> new Stage(casting, set, pod)).toList();
                List<List<Integer>> best = stages.stream().map(Placing::best).toList();
                candidates.removeIf(node -> !survives(role, stages, best, node));
            }
        }
        return candidates;
    }

    /** For every goal its best margin over all completions, the pod itself an absent member. */
    static List<Integer> best(Stage stage) {
        List<List<Integer>> all = stage.without().stream().map(Stage.Scene::margins).toList();
        List<Integer> best = new ArrayList<>();
        for (int goal = 0; goal < all.getFirst().size(); goal++) {
            int most = Integer.MIN_VALUE;
            for (List<Integer> margins : all) {
                most = Math.max(most, margins.get(goal));
            }
            best.add(most);
        }
        return best;
    }

    /**
     * "No completion with the member there has, for every goal, margin >= min(0, the goal's best
     * margin over all completions)" refuses; "unknown with the member there but not without:
     * refused". Decided: the rule is asked in every way to fill in the unknown. Yes in all allows,
     * no in all refuses. Otherwise the goals that the answer hangs on must all be unknown without
     * the member (their best margin is negative in some ways only); if one is not, or none of them
     * alone decides, the node is refused.
     */
    private static boolean survives(
            Role role, List<Stage> stages, List<List<Integer>> best, String node) {
        List<Goal> goals = role.survive();
        int yes = 0;
        int[] yesOf = new int[goals.size()];
        int[] holdsWithout = new int[goals.size()];
        for (int way = 0; way < stages.size(); way++) {
            boolean all = false;
            boolean[] each = new boolean[goals.size()];
            for (Stage.Scene scene : stages.get(way).with(node)) {
                List<Integer> margins = scene.margins();
                boolean every = true;
                for (int goal = 0; goal < goals.size(); goal++) {
                    boolean enough = margins.get(goal) >= Math.min(0, best.get(way).get(goal));
                    each[goal] |= enough;
                    every &= enough;
                }
                if (every) {
                    all = true;
                    break;
                }
            }
            yes += all ? 1 : 0;
            for (int goal = 0; goal < goals.size(); goal++) {
                yesOf[goal] += all || each[goal] ? 1 : 0;
                holdsWithout[goal] += best.get(way).get(goal) >= 0 ? 1 : 0;
            }
        }
        if (yes == stages.size() || yes == 0) {
            return yes > 0;
        }
        boolean undecided = false;
        for (int goal = 0; goal < goals.size(); goal++) {
            if (mixed(yesOf[goal], stages.size())) {
                if (!mixed(holdsWithout[goal], stages.size())) {
                    return false;
                }
                undecided = true;
            }
        }
        return undecided;
    }

    private static boolean mixed(int count, int of) {
        return count > 0 && count < of;
    }
}
