package dev.holdfast.survival;

import java.util.OptionalInt;

/**
 * The sets of {@code Any} that one member is in, each restarted as well as it can be: where a
 * Required spread keeps members from restarting together, those of one set go first when it is that
 * set that is asked about.
 */
final class RestartedSubsets {
    /**
     * Sets that are looked at; beyond, one restart of as many members as can be serves them all.
     */
    private static final int MOST = 1_000;

    private final SetModel model;
    private final int factor;
    private final int size;
    private final int racks;
    private final int[] inRack;
    private final boolean[] chosen;
    private int worst;

    private RestartedSubsets(SetModel model) {
        this.model = model;
        this.factor = model.terms.factor() - model.terms.external();
        this.inRack = new int[model.racks];
        this.chosen = new boolean[model.members];
        int[] members = new int[model.racks];
        for (int m = 0; m < model.members; m++) {
            members[model.rack[m]]++;
        }
        int reachable = 0;
        int used = 0;
        for (int count : members) {
            reachable += Math.min(count, most());
            used += count > 0 ? 1 : 0;
        }
        this.racks = used;
        this.size = Math.min(factor, reachable);
    }

    private int most() {
        return model.rackRule.kind() == RackRule.Kind.MAX
                ? model.rackRule.max()
                : Integer.MAX_VALUE;
    }

    /**
     * Units that the worst set with the model's one member loses: members that are down and cannot
     * restart together with the others, and those that it lacks. Empty when the sets are too many.
     */
    static OptionalInt worstLoss(SetModel model) {
        RestartedSubsets sets = new RestartedSubsets(model);
        if (sets.tooMany()) {
            return OptionalInt.empty();
        }
        sets.take(model.only);
        sets.choose(0, sets.size - 1);
        return OptionalInt.of(sets.factor - sets.size + sets.worst);
    }

    private boolean tooMany() {
        double ways = 1;
        for (int i = 1; i < size; i++) {
            ways *= (double) (model.members - i) / i;
        }
        return ways > MOST;
    }

    private void choose(int from, int left) {
        if (left == 0) {
            if (isSet()) {
                worst = Math.max(worst, lost());
            }
            return;
        }
        for (int m = from; m + left <= model.members; m++) {
            if (m != model.only && inRack[model.rack[m]] < most()) {
                take(m);
                choose(m + 1, left - 1);
                chosen[m] = false;
                inRack[model.rack[m]]--;
            }
        }
    }

    private void take(int member) {
        chosen[member] = true;
        inRack[model.rack[member]]++;
    }

    private boolean isSet() {
        if (model.rackRule.kind() != RackRule.Kind.WALK) {
            return true;
        }
        int used = 0;
        for (int count : inRack) {
            used += count > 0 ? 1 : 0;
        }
        return used == Math.min(size, racks);
    }

    private int lost() {
        boolean[] back = Restart.restarted(model, member -> chosen[member]);
        int lost = 0;
        for (int m = 0; m < model.members; m++) {
            lost += chosen[m] && !back[m] && !model.isUp(m) ? 1 : 0;
        }
        return lost;
    }
}
