package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import dev.holdfast.policy.Role;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set while one of its members is being placed, in the worst or the best world. Everything that
 * is not placed yet is a <em>floater</em>: an absent member goes on a fresh node of some existing
 * cell, an unbound member with a volume on one of its copies. A completion puts every floater
 * somewhere; a node is good when some completion keeps every goal at its target.
 */
final class PlacementWorld {
    /** Completions that are tried one by one for one question. */
    private static final int COMPLETIONS = 20_000;

    private final ClusterView view;
    private final PolicyMembers policy;
    private final Role role;
    private final Topology topology;
    private final PodState pod;
    private final SetModelBuilder builder;
    private final SetModel model;
    private final int basePlaces;
    private final int baseMembers;
    private final int[][] counts;
    private final List<Floater> floaters = new ArrayList<>();
    private final int[] cells;
    private final int[] cellNodes;
    private final int[] targets;
    private boolean incomplete;

    /**
     * A member without a place: its units, its volumes if it has any, and the places or cells that
     * it may take.
     */
    private record Floater(
            String name,
            int votes,
            int data,
            SetModel.Volume @Nullable [] volumes,
            int[] places,
            int rack) {}

    /**
     * The outcome for one node.
     *
     * @param feasible whether some completion keeps every goal at its target
     * @param margins per goal, under the completion that was found or, without one, under a
     *     balanced one
     * @param incomplete whether not all completions could be tried
     */
    record Outcome(boolean feasible, int[] margins, boolean incomplete) {}

    PlacementWorld(
            ClusterView view,
            PolicyMembers policy,
            RoleMembers members,
            PodState pod,
            Collection<PodState> others,
            int present,
            boolean optimistic) {
        this.view = view;
        this.policy = policy;
        this.role = members.role();
        this.topology = view.topology(policy.policy());
        this.pod = pod;
        this.builder = new SetModelBuilder(view, policy, members, present, optimistic, true);
        this.model = builder.build();
        List<PodState> loose = new ArrayList<>();
        for (PodState other : others) {
            boolean placed = other.node().isPresent() || other.reservedNode().isPresent();
            if (placed) {
                builder.add(other);
            } else {
                loose.add(other);
            }
        }
        MatchedNodes all = view.matching(NodeAffinity.ANYWHERE, policy.policy());
        int known = 0;
        int[] someCells = new int[all.cells().length];
        int[] someNodes = new int[all.cells().length];
        for (int i = 0; i < all.cells().length; i++) {
            if (all.cells()[i] != Topology.UNKNOWN) {
                someCells[known] = all.cells()[i];
                someNodes[known++] = all.nodes()[i][0];
            }
        }
        this.cells = Arrays.copyOf(someCells, known);
        this.cellNodes = Arrays.copyOf(someNodes, known);
        loose.forEach(this::float_);
        addAbsent();
        this.basePlaces = model.places;
        this.baseMembers = model.members;
        this.counts = new int[role.survive().size()][];
        for (int g = 0; g < counts.length; g++) {
            counts[g] = SetJudge.counts(policy.policy().spec(), role.survive().get(g));
        }
        this.targets = new int[counts.length];
        Arrays.fill(targets, Integer.MIN_VALUE);
    }

    private void float_(PodState other) {
        boolean stored = hasVolume(other);
        if (!stored && model.any) {
            return;
        }
        SetModel.Volume[] volumes = builder.copies().of(other, -1).toArray(SetModel.Volume[]::new);
        int[] places = stored ? builder.runPlaces().standing(other) : new int[0];
        if (stored && (places.length == 0 || other.terminating())) {
            builder.addAt(other, -1, false);
            return;
        }
        int rack =
                model.any
                        ? builder.racks().of(other, -1).map(builder.racks()::number).orElse(0)
                        : 0;
        floaters.add(
                new Floater(
                        other.name(),
                        Units.votesOf(role, other),
                        Units.dataOf(role, other),
                        stored ? volumes : null,
                        places,
                        rack));
    }

    private boolean hasVolume(PodState other) {
        return DataVolume.of(view, policy.firstRoleOf(other, role), other).stream()
                .anyMatch(DataVolume::bound);
    }

    private void addAbsent() {
        if (cells.length == 0) {
            return;
        }
        int unit = role.replication().unitsPerMember();
        for (int left = model.absent; left > 0; left -= unit) {
            int units = Math.min(unit, left);
            floaters.add(new Floater("", units, units, null, new int[0], 0));
        }
        model.absent = 0;
    }

    boolean hasUnknown() {
        return !builder.unknowns().causes().isEmpty();
    }

    List<String> unknownCauses() {
        return builder.unknowns().causes();
    }

    SetModel model() {
        return model;
    }

    /**
     * Whether the node is a place of this set, so that it cannot stand for the other nodes of its
     * cell.
     */
    boolean isPlace(int node) {
        for (int place = 0; place < basePlaces; place++) {
            if (!model.bulk[place] && model.placeNode[place] == node) {
                return true;
            }
        }
        return false;
    }

    /**
     * min(0, the goal's best margin over all completions with the member anywhere; for Any absent
     * members are left out, it too).
     */
    int target(int goal) {
        if (targets[goal] == Integer.MIN_VALUE) {
            List<Floater> all = new ArrayList<>(floaters);
            int votes = Units.votesOf(role, pod);
            if (!model.any) {
                all.addFirst(
                        new Floater(
                                pod.name(), votes, Units.dataOf(role, pod), null, new int[0], -1));
            }
            int[] wanted = new int[counts.length];
            Arrays.fill(wanted, Integer.MIN_VALUE);
            incomplete = false;
            Completion completion = new Completion(all);
            int best = completion.bestMargin(goal);
            targets[goal] = Math.min(0, best);
            completion.undo();
        }
        return targets[goal];
    }

    /** Tries the member on a node. */
    Outcome at(int node) {
        for (int g = 0; g < counts.length; g++) {
            target(g);
        }
        incomplete = false;
        builder.addAt(pod, node, serves(node));
        Completion completion = new Completion(floaters);
        int[] margins = completion.keeping(targets);
        completion.undo();
        builder.undoTo(basePlaces, baseMembers);
        boolean feasible = margins.length > 0;
        return new Outcome(feasible, feasible ? margins : completion.balanced, incomplete);
    }

    private boolean serves(int node) {
        @Nullable NodeState state = view.node(node);
        return state != null && state.ready();
    }

    /** Why the node is refused: the smallest failure of the first goal that misses its target. */
    Refusal explain(int node) {
        builder.addAt(pod, node, serves(node));
        Completion completion = new Completion(floaters);
        completion.balance();
        Refusal refusal = new Refusal(-1, List.of(), 0, 0);
        for (int g = 0; g < counts.length && refusal.goal < 0; g++) {
            int margin = completion.margin(g);
            if (margin < target(g)) {
                FailureSearch search = search(g);
                refusal =
                        new Refusal(
                                g,
                                search.smallest(0, Integer.MAX_VALUE).orElse(List.of()),
                                margin,
                                targets[g]);
            }
        }
        completion.undo();
        builder.undoTo(basePlaces, baseMembers);
        return refusal;
    }

    /**
     * A goal that would miss its target.
     *
     * @param goal its index, -1 when only the goals together cannot be kept
     * @param failure the failure that breaks it
     */
    record Refusal(int goal, List<FailureSearch.Candidate> failure, int margin, int target) {}

    private FailureSearch search(int goal) {
        Goal wanted = role.survive().get(goal);
        return new FailureSearch(
                model, counts[goal], wanted.keep(), wanted.afterFailover(), new Budget(200_000));
    }

    /** The floaters as members of the model, moved from option to option. */
    private final class Completion {
        private final List<Floater> floating;
        private final int firstMember;
        private final int placesBefore;
        private final int[] own;
        private int[] balanced = new int[0];
        private int tried;

        Completion(List<Floater> floating) {
            this.floating = floating;
            this.firstMember = model.members;
            this.placesBefore = model.places;
            this.own = new int[floating.size()];
            for (int i = 0; i < own.length; i++) {
                Floater floater = floating.get(i);
                own[i] = model.addPlace(-1, true);
                SetModel.Volume[] volumes =
                        floater.volumes == null
                                ? new SetModel.Volume[] {new SetModel.Volume(new int[] {own[i]}, 1)}
                                : floater.volumes;
                int member =
                        model.addMember(
                                floater.name, floater.votes, floater.data, own[i], true, volumes);
                model.rack[member] = Math.max(0, floater.rack);
            }
        }

        void undo() {
            builder.undoTo(placesBefore, firstMember);
        }

        int margin(int goal) {
            return search(goal).worstMargin();
        }

        /** Puts every floater where no failure reaches it: no completion can do better. */
        void immune() {
            for (int i = 0; i < own.length; i++) {
                model.podPlace[firstMember + i] = own[i];
                model.bulk[own[i]] = true;
                for (int d = 0; d < model.labelled; d++) {
                    model.placeValue[d][own[i]] = SetModel.IMMUNE;
                }
            }
        }

        int options(int floater) {
            int places = floating.get(floater).places.length;
            return places > 0 ? places : Math.max(1, cells.length);
        }

        void put(int floater, int option) {
            Floater what = floating.get(floater);
            int member = firstMember + floater;
            if (what.places.length > 0 && !model.bulk[what.places[option]]) {
                model.podPlace[member] = what.places[option];
                return;
            }
            model.podPlace[member] = own[floater];
            model.bulk[own[floater]] = false;
            for (int d = 0; d < model.labelled; d++) {
                model.placeValue[d][own[floater]] =
                        what.places.length > 0
                                ? model.placeValue[d][what.places[option]]
                                : cells.length == 0
                                        ? topology.valueBound(d) + own[floater]
                                        : topology.value(d, cellNodes[option]);
            }
            if (model.any && what.rack < 0) {
                String rack = rackOnFreshNode(option);
                model.rack[member] = builder.racks().number(rack);
            }
        }

        /** The rack that the member would have on a fresh node of a cell. */
        private String rackOnFreshNode(int cell) {
            int node = cells.length == 0 ? -1 : cellNodes[cell];
            boolean byNode =
                    role.replication()
                            .rack()
                            .map(rack -> rack.domain().equals("node"))
                            .orElse(false);
            return builder.racks().of(pod, byNode ? -1 : node).orElse("\u0000fresh");
        }

        /** Puts one floater after the other where the fewest units are, outermost domain first. */
        void balance() {
            immune();
            for (int i = 0; i < own.length; i++) {
                int best = 0;
                int[] least = new int[0];
                for (int option = 0; option < options(i); option++) {
                    put(i, option);
                    int[] load = loadAround(firstMember + i);
                    if (option == 0 || Arrays.compare(load, least) < 0) {
                        best = option;
                        least = load;
                    }
                }
                put(i, best);
            }
        }

        private int[] loadAround(int member) {
            int[] load = new int[model.labelled + 1];
            int place = model.podPlace[member];
            for (int m = 0; m < model.members; m++) {
                int other = model.podPlace[m];
                if (m == member || other < 0) {
                    continue;
                }
                for (int d = 0; d < model.labelled; d++) {
                    load[d] +=
                            model.placeValue[d][other] == model.placeValue[d][place]
                                    ? model.votes[m]
                                    : 0;
                }
                load[model.labelled] += other == place ? model.votes[m] : 0;
            }
            return load;
        }

        /** The best margin of one goal over all completions, or 0 as soon as that is reached. */
        int bestMargin(int goal) {
            immune();
            int bound = model.any ? Integer.MAX_VALUE : margin(goal);
            balance();
            int best = margin(goal);
            if (best >= Math.min(0, bound) || own.length == 0) {
                return best;
            }
            return improve(goal, 0, 0, best, Math.min(0, bound));
        }

        private int improve(int goal, int floater, int from, int best, int enough) {
            if (floater == own.length) {
                tried++;
                return Math.max(best, margin(goal));
            }
            int found = best;
            for (int option = from; option < options(floater) && found < enough; option++) {
                if (tried > COMPLETIONS) {
                    incomplete = true;
                    return found;
                }
                put(floater, option);
                found = improve(goal, floater + 1, sameAsNext(floater) ? option : 0, found, enough);
            }
            return found;
        }

        private boolean sameAsNext(int floater) {
            return floater + 1 < own.length
                    && floating.get(floater).places.length == 0
                    && floating.get(floater + 1).places.length == 0
                    && floating.get(floater).votes == floating.get(floater + 1).votes
                    && floating.get(floater).data == floating.get(floater + 1).data;
        }

        /**
         * Margins of all goals under a completion that keeps them all; empty when there is none.
         */
        int[] keeping(int[] wanted) {
            if (own.length > 0) {
                immune();
                if (misses(wanted, margins())) {
                    balance();
                    balanced = margins();
                    return new int[0];
                }
                balance();
            }
            balanced = margins();
            if (!misses(wanted, balanced)) {
                return balanced;
            }
            return own.length == 0 ? new int[0] : find(wanted, 0, 0);
        }

        private int[] find(int[] wanted, int floater, int from) {
            if (floater == own.length) {
                tried++;
                for (int g = 0; g < wanted.length; g++) {
                    if (margin(g) < wanted[g]) {
                        return new int[0];
                    }
                }
                return margins();
            }
            for (int option = from; option < options(floater); option++) {
                if (tried > COMPLETIONS) {
                    incomplete = true;
                    break;
                }
                put(floater, option);
                int[] found = find(wanted, floater + 1, sameAsNext(floater) ? option : 0);
                if (found.length > 0) {
                    return found;
                }
            }
            return new int[0];
        }

        private int[] margins() {
            int[] margins = new int[counts.length];
            for (int g = 0; g < margins.length; g++) {
                margins[g] = margin(g);
            }
            return margins;
        }

        private static boolean misses(int[] wanted, int[] margins) {
            for (int g = 0; g < wanted.length; g++) {
                if (margins[g] < wanted[g]) {
                    return true;
                }
            }
            return false;
        }
    }
}
