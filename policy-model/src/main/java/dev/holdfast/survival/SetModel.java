package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set of data in small local numbers: its members, and the places where they and their copies
 * stand. A place is a node, or all the interchangeable nodes of one cell that are too many to be
 * lost one by one. Everything outside the set's places cannot matter and is not here, so the size
 * of the cluster does not either.
 *
 * <p>Not immutable: a search marks places as lost and takes the marks back, and placement moves
 * single members.
 */
public final class SetModel {
    /**
     * The place's value of a domain is unknown and may be any: every loss of that domain takes it.
     */
    static final int WILD = -1;

    /**
     * The place's value of a domain that no failure takes: a member that is to be placed as well as
     * can be.
     */
    static final int IMMUNE = -3;

    /** A volume that is always there. */
    static final int ALWAYS = 0;

    /** A volume that never is. */
    static final int NEVER = Integer.MAX_VALUE;

    /** A volume that is not made yet: it will be where its member runs. */
    static final int AT_HOME = NEVER - 1;

    final int labelled;
    final boolean any;
    final RackRule rackRule;
    Terms terms;

    // Places
    int places;
    int[] placeNode = new int[8];
    boolean[] bulk = new boolean[8];
    int[][] placeValue;
    int[] lost = new int[8];

    // Members
    int members;
    String[] name = new String[4];
    int[] votes = new int[4];
    int[] data = new int[4];
    int[] podPlace = new int[4];
    boolean[] up = new boolean[4];
    int[] rack = new int[4];
    Volume[][] volumes = new Volume[4][];
    int[] @Nullable [] restart = new int[4] @Nullable [];

    /** Units of members that do not exist. */
    int absent;

    /** The member whose sets are asked about, for {@code Any}; -1 for all sets. */
    int only = -1;

    /** Racks that members are in. */
    int racks;

    /** Required spreads: domain index (labelled count for node) and maximum. */
    final List<int[]> spreads;

    private static final int[] NONE = new int[0];
    private int[] rackMembers = NONE;
    private int[] rackDown = NONE;
    private int[] rackDead = NONE;

    /** Where the current copies of one data volume are, and how many must live. */
    record Volume(int[] places, int need) {
        static final Volume OPAQUE = new Volume(new int[0], ALWAYS);

        /** A volume of unknown place at its best. */
        static final Volume ANYWHERE = new Volume(new int[0], ALWAYS - 1);

        static final Volume GONE = new Volume(new int[0], NEVER);
    }

    SetModel(int labelled, boolean any, RackRule rackRule, List<int[]> spreads, Terms terms) {
        this.labelled = labelled;
        this.any = any;
        this.rackRule = rackRule;
        this.spreads = spreads;
        this.terms = terms;
        this.placeValue = new int[labelled][8];
    }

    int addPlace(int node, boolean isBulk) {
        if (places == placeNode.length) {
            int wider = places * 2;
            placeNode = Arrays.copyOf(placeNode, wider);
            bulk = Arrays.copyOf(bulk, wider);
            lost = Arrays.copyOf(lost, wider);
            for (int d = 0; d < labelled; d++) {
                placeValue[d] = Arrays.copyOf(placeValue[d], wider);
            }
        }
        placeNode[places] = node;
        bulk[places] = isBulk;
        return places++;
    }

    int addMember(
            String podName,
            int memberVotes,
            int memberData,
            int place,
            boolean isUp,
            Volume... of) {
        if (members == votes.length) {
            int wider = members * 2;
            name = Arrays.copyOf(name, wider);
            votes = Arrays.copyOf(votes, wider);
            data = Arrays.copyOf(data, wider);
            podPlace = Arrays.copyOf(podPlace, wider);
            up = Arrays.copyOf(up, wider);
            rack = Arrays.copyOf(rack, wider);
            volumes = Arrays.copyOf(volumes, wider);
            restart = Arrays.copyOf(restart, wider);
        }
        name[members] = podName;
        votes[members] = memberVotes;
        data[members] = memberData;
        podPlace[members] = place;
        up[members] = isUp;
        rack[members] = 0;
        volumes[members] = of;
        restart[members] = null;
        return members++;
    }

    /** Takes the last place and member back, for trying several candidates on one model. */
    void truncate(int placeCount, int memberCount) {
        places = placeCount;
        members = memberCount;
    }

    void racksAtLeast(int count) {
        racks = Math.max(racks, count);
        if (rackMembers.length < racks) {
            rackMembers = new int[racks * 2];
            rackDown = new int[racks * 2];
            rackDead = new int[racks * 2];
        }
    }

    /**
     * Whether the member's pod runs and all its data volumes are usable, with the places lost that
     * are marked.
     */
    boolean isUp(int member) {
        int place = podPlace[member];
        return up[member] && place >= 0 && lost[place] == 0 && usable(member);
    }

    /** Whether every data volume has as many living current copies as it needs. */
    boolean usable(int member) {
        for (Volume volume : volumes[member]) {
            if (volume.need > ALWAYS && living(volume, volume.need) < volume.need) {
                return false;
            }
        }
        return true;
    }

    /** Whether every data volume has a living copy. */
    boolean lives(int member) {
        for (Volume volume : volumes[member]) {
            if (volume.need > ALWAYS && living(volume, 1) < 1) {
                return false;
            }
        }
        return true;
    }

    private int living(Volume volume, int enough) {
        int living = 0;
        for (int place : volume.places) {
            if (lost[place] == 0 && ++living >= enough) {
                break;
            }
        }
        return living;
    }

    /** The least margin of the operations with the places lost that are marked. */
    int margin(List<Goal.Operation> operations, boolean failover) {
        int least = Integer.MAX_VALUE;
        long have = any ? haveAny(operations, failover) : 0;
        for (Goal.Operation operation : operations) {
            least = Math.min(least, margin(operation, failover, have));
        }
        return least;
    }

    /** The margin of one operation. */
    int margin(Goal.Operation operation, boolean failover) {
        return margin(operation, failover, any ? haveAny(List.of(operation), failover) : 0);
    }

    private int margin(Goal.Operation operation, boolean failover, long anyHave) {
        if (any) {
            int downLoss = (int) (anyHave >>> 32);
            int deadLoss = (int) anyHave;
            int have = terms.factor() - downLoss;
            return terms.margin(operation, have, have, terms.factor() - deadLoss, deadLoss);
        }
        boolean copiesOnly = operation == Goal.Operation.Data || operation == Goal.Operation.Acked;
        if (copiesOnly) {
            int living = 0;
            int all = 0;
            for (int m = 0; m < members; m++) {
                all += data[m];
                living += data[m] != 0 && lives(m) ? data[m] : 0;
            }
            return terms.margin(operation, 0, 0, living + terms.external(), all - living + absent);
        }
        if (failover) {
            return Restart.bestMargin(this, operation);
        }
        int votesUp = terms.external();
        int dataUp = terms.external();
        for (int m = 0; m < members; m++) {
            if (isUp(m)) {
                votesUp += votes[m];
                dataUp += data[m];
            }
        }
        return terms.margin(operation, votesUp, dataUp, 0, 0);
    }

    /**
     * Units that the worst admissible set loses: members that are down in the upper half, members
     * without a copy in the lower.
     */
    private long haveAny(List<Goal.Operation> operations, boolean failover) {
        boolean needsUp =
                operations.contains(Goal.Operation.Read)
                        || operations.contains(Goal.Operation.Write);
        boolean needsData =
                operations.contains(Goal.Operation.Data)
                        || operations.contains(Goal.Operation.Acked);
        Arrays.fill(rackMembers, 0, racks, 0);
        Arrays.fill(rackDown, 0, racks, 0);
        Arrays.fill(rackDead, 0, racks, 0);
        boolean[] back = failover && needsUp ? Restart.restarted(this) : NOBODY;
        boolean onlyDown = false;
        boolean onlyDead = false;
        for (int m = 0; m < members; m++) {
            int r = rack[m];
            rackMembers[r]++;
            if (needsUp && !isUp(m) && !(back.length > 0 && back[m])) {
                rackDown[r]++;
                onlyDown |= m == only;
            }
            if (needsData && !lives(m)) {
                rackDead[r]++;
                onlyDead |= m == only;
            }
        }
        int f = terms.factor() - terms.external();
        int down = needsUp ? loss(f, rackDown, onlyDown) : 0;
        if (back.length > 0 && down > 0 && !spreads.isEmpty()) {
            down =
                    only < 0
                            ? RestartChoices.leastLoss(this, back, down)
                            : RestartedSubsets.worstLoss(this).orElse(down);
        }
        int dead = needsData ? loss(f, rackDead, onlyDead) : 0;
        return (long) down << 32 | dead;
    }

    private int loss(int f, int[] down, boolean isDown) {
        return only < 0
                ? rackRule.worstLoss(f, rackMembers, down, racks)
                : rackRule.worstLossWith(f, rackMembers, down, racks, rack[only], isDown);
    }

    private static final boolean[] NOBODY = new boolean[0];
}
