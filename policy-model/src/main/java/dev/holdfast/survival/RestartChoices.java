package dev.holdfast.survival;

import java.util.ArrayList;
import java.util.List;

/**
 * Which members of {@code Any} restart where a Required spread keeps some of them from it: the
 * choice that serves the worst set best. As many as can be restart in each choice, for one more
 * never harms a set.
 */
final class RestartChoices {
    /** Choices that are looked at; beyond, those who come first by name restart. */
    private static final int MOST = 300;

    private final SetModel model;
    private final int factor;
    private final List<Integer> waiting = new ArrayList<>();
    private final boolean[] back;
    private final int[] members;
    private int least;

    private RestartChoices(SetModel model, int least) {
        this.model = model;
        this.factor = model.terms.factor() - model.terms.external();
        this.least = least;
        this.back = new boolean[model.members];
        this.members = new int[model.racks];
        for (int m = 0; m < model.members; m++) {
            members[model.rack[m]]++;
            if (!model.isUp(m) && model.restart[m] != null && model.usable(m)) {
                waiting.add(m);
            }
        }
    }

    /**
     * Units that the worst set loses after the best restart.
     *
     * @param first one restart of as many members as can be, by member
     * @param loss what the worst set loses then
     */
    static int leastLoss(SetModel model, boolean[] first, int loss) {
        int restarts = 0;
        for (boolean one : first) {
            restarts += one ? 1 : 0;
        }
        RestartChoices choices = new RestartChoices(model, loss);
        int waiting = choices.waiting.size();
        if (restarts < waiting && ways(waiting, restarts) <= MOST) {
            choices.choose(0, restarts);
        }
        return choices.least;
    }

    private static double ways(int of, int some) {
        double ways = 1;
        for (int i = 1; i <= some; i++) {
            ways *= (double) (of - some + i) / i;
        }
        return ways;
    }

    private void choose(int from, int left) {
        if (left == 0) {
            least = Math.min(least, loss());
            return;
        }
        for (int i = from; i + left <= waiting.size(); i++) {
            back[waiting.get(i)] = true;
            choose(i + 1, left - 1);
            back[waiting.get(i)] = false;
        }
    }

    private int loss() {
        boolean[] together = Restart.restarted(model, member -> back[member]);
        int[] down = new int[model.racks];
        for (int m = 0; m < model.members; m++) {
            if (back[m] && !together[m]) {
                return least;
            }
            down[model.rack[m]] += back[m] || model.isUp(m) ? 0 : 1;
        }
        return model.rackRule.worstLoss(factor, members, down, model.racks);
    }
}
