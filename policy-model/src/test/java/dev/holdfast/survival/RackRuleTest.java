package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worst set of an {@code Any} role against trying every subset of the members. */
class RackRuleTest {
    private static final int MOST_RACKS = 4;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Members in racks, some of them down; the arrays are longer than there are racks. */
    private record Members(int[] rackOf, boolean[] down, int racks) {
        static Members random(Random random) {
            int count = random.nextInt(1, 9);
            int racks = random.nextInt(1, MOST_RACKS);
            int[] rackOf = new int[count];
            boolean[] down = new boolean[count];
            for (int m = 0; m < count; m++) {
                rackOf[m] = random.nextInt(racks);
                down[m] = random.nextInt(3) == 0;
            }
            return new Members(rackOf, down, racks);
        }

        int[] perRack() {
            int[] members = new int[MOST_RACKS];
            for (int rack : rackOf) {
                members[rack]++;
            }
            return members;
        }

        int[] downPerRack() {
            int[] members = new int[MOST_RACKS];
            for (int m = 0; m < rackOf.length; m++) {
                members[rackOf[m]] += down[m] ? 1 : 0;
            }
            return members;
        }

        /** The most units that a set loses; with a member in it, or with any (-1). */
        int worstByTrying(RackRule rule, int f, int member) {
            int size = 0;
            int worst = 0;
            for (int set = 0; set < 1 << rackOf.length; set++) {
                int taken = Integer.bitCount(set);
                boolean asked = member < 0 || ((set >> member) & 1) == 1;
                if (taken > f || taken < size || !asked || !admissible(rule, set)) {
                    continue;
                }
                worst = taken > size ? 0 : worst;
                size = taken;
                worst = Math.max(worst, downIn(set));
            }
            return f - size + worst;
        }

        /** A set is over as many racks as it can, or has at most so many members in one. */
        private boolean admissible(RackRule rule, int set) {
            int[] there = new int[MOST_RACKS];
            for (int m = 0; m < rackOf.length; m++) {
                there[rackOf[m]] += (set >> m) & 1;
            }
            int filled = 0;
            int all = 0;
            int fullest = 0;
            int[] members = perRack();
            for (int rack = 0; rack < racks; rack++) {
                filled += there[rack] > 0 ? 1 : 0;
                all += members[rack] > 0 ? 1 : 0;
                fullest = Math.max(fullest, there[rack]);
            }
            return switch (rule.kind()) {
                case NONE -> true;
                case WALK -> filled == Math.min(Integer.bitCount(set), all);
                case MAX -> fullest <= rule.max();
            };
        }

        private int downIn(int set) {
            int lost = 0;
            for (int m = 0; m < down.length; m++) {
                lost += down[m] ? (set >> m) & 1 : 0;
            }
            return lost;
        }
    }

    private static RackRule rule(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new RackRule(RackRule.Kind.NONE, 0);
            case 1 -> new RackRule(RackRule.Kind.WALK, 0);
            default -> new RackRule(RackRule.Kind.MAX, random.nextInt(1, 4));
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theWorstOfAllSetsIsFoundWithoutTryingThem(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Members members = Members.random(random);
            RackRule rule = rule(random);
            int f = random.nextInt(1, 7);
            assertThat(rule.worstLoss(f, members.perRack(), members.downPerRack(), members.racks()))
                    .as("%s, %d of %s", rule, f, members)
                    .isEqualTo(members.worstByTrying(rule, f, -1));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theWorstOfOneMembersSetsIsFoundWithoutTryingThem(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Members members = Members.random(random);
            RackRule rule = rule(random);
            int f = random.nextInt(1, 7);
            int member = random.nextInt(members.rackOf().length);
            assertThat(
                            rule.worstLossWith(
                                    f,
                                    members.perRack(),
                                    members.downPerRack(),
                                    members.racks(),
                                    members.rackOf()[member],
                                    members.down()[member]))
                    .as("%s, %d of %s with %d", rule, f, members, member)
                    .isEqualTo(members.worstByTrying(rule, f, member));
        }
    }
}
