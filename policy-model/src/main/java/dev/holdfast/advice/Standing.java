package dev.holdfast.advice;

import dev.holdfast.rules.Survival.GoalReport;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What every goal of a policy comes to.
 *
 * @param roles by role, then by goal
 */
record Standing(List<List<GoalReport>> roles) {
    static Standing of(Trial trial) {
        List<List<GoalReport>> roles = new ArrayList<>();
        for (int role = 0; role < trial.policy().roles().size(); role++) {
            List<GoalReport> goals = new ArrayList<>();
            int count = trial.policy().roles().get(role).role().survive().size();
            for (int goal = 0; goal < count; goal++) {
                goals.add(trial.verdict(role, goal, Set.of()));
            }
            roles.add(goals);
        }
        return new Standing(roles);
    }

    Result result(int role, int goal) {
        return roles.get(role).get(goal).result();
    }

    /** Whether every goal of a role holds. */
    boolean allHold(int role) {
        return roles.get(role).stream().allMatch(goal -> goal.result() == Result.HOLD);
    }

    /** Whether every goal that holds here still holds there. */
    boolean keptBy(Standing after) {
        for (int role = 0; role < roles.size(); role++) {
            for (int goal = 0; goal < roles.get(role).size(); goal++) {
                if (result(role, goal) == Result.HOLD && after.result(role, goal) != Result.HOLD) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The role's goals that hold there and do not here. */
    List<Integer> gained(Standing after, int role) {
        List<Integer> gained = new ArrayList<>();
        for (int goal = 0; goal < roles.get(role).size(); goal++) {
            if (result(role, goal) != Result.HOLD && after.result(role, goal) == Result.HOLD) {
                gained.add(goal);
            }
        }
        return gained;
    }

    /** The known margins together; what is unknown counts nothing. */
    int total() {
        return roles.stream().flatMap(List::stream).mapToInt(goal -> goal.margin().orElse(0)).sum();
    }
}
