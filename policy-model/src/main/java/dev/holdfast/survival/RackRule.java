package dev.holdfast.survival;

import dev.holdfast.policy.Replication;

/**
 * Which subsets of the members are sets of an {@code Any} role, and how many units the worst of
 * them loses.
 *
 * <p>Walk: Cassandra's NetworkTopologyStrategy visits as many racks as it can, one member each, and
 * allows {@code acceptableRackRepeats = rf - rackCount} repeats anywhere.
 *
 * @param kind the limit on the subsets
 * @param max members of one set in one rack, for {@link Kind#MAX}
 */
public record RackRule(Kind kind, int max) {
    /** No member is asked about. */
    private static final int NO_RACK = -1;

    /** The limit on the subsets. */
    public enum Kind {
        NONE,
        WALK,
        MAX
    }

    /** The rule of a role. */
    public static RackRule of(Replication replication) {
        if (replication.rack().isEmpty()) {
            return new RackRule(Kind.NONE, 0);
        }
        return replication
                .rack()
                .get()
                .max()
                .map(max -> new RackRule(Kind.MAX, max))
                .orElse(new RackRule(Kind.WALK, 0));
    }

    /**
     * Units that the worst admissible set of {@code f} units loses; units that no member can give
     * count as lost.
     *
     * @param members members per rack
     * @param down how many of them are down
     * @param racks how many racks the arrays describe
     */
    public int worstLoss(int f, int[] members, int[] down, int racks) {
        return worstLoss(f, members, down, racks, NO_RACK, 0);
    }

    /**
     * The same, over the sets that one member is in.
     *
     * @param rack the member's rack
     * @param isDown whether the member is down; {@code down} counts it then
     */
    public int worstLossWith(
            int f, int[] members, int[] down, int racks, int rack, boolean isDown) {
        return worstLoss(f, members, down, racks, rack, isDown ? 1 : 0);
    }

    /**
     * Units that the worst set loses.
     *
     * @param rack the rack of the member that is in every set, or {@link #NO_RACK}
     * @param own how many units that member loses
     */
    private int worstLoss(int f, int[] members, int[] down, int racks, int rack, int own) {
        int all = 0;
        int allDown = 0;
        int racksWithMembers = 0;
        int racksWithDown = 0;
        int repeats = 0;
        int reachable = 0;
        int reachableDown = 0;
        for (int r = 0; r < racks; r++) {
            boolean same = r == rack;
            int others = down[r] - (same ? own : 0);
            all += members[r];
            allDown += others;
            racksWithMembers += members[r] > 0 ? 1 : 0;
            racksWithDown += !same && others > 0 ? 1 : 0;
            repeats += same ? others : Math.max(0, others - 1);
            reachable += Math.min(max, members[r]);
            reachableDown += Math.min(same ? max - 1 : max, others);
        }
        if (all <= f && kind != Kind.MAX) {
            return f - all + allDown + own;
        }
        int taken = rack == NO_RACK ? 0 : 1;
        return switch (kind) {
            case NONE -> own + Math.min(f - taken, allDown);
            case WALK ->
                    f <= racksWithMembers
                            ? own + Math.min(f - taken, racksWithDown)
                            : own + racksWithDown + Math.min(f - racksWithMembers, repeats);
            case MAX -> {
                int size = Math.min(f, reachable);
                yield f - size + own + Math.min(size - taken, reachableDown);
            }
        };
    }
}
