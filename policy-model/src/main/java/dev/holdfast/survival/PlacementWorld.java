package dev.holdfast.survival;

import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One set while one of its members is being placed, in the worst or the best world or in one
 * completion of what is unknown. Everything that is not placed yet is a <em>floater</em>: an absent
 * member goes on a fresh node of some existing cell, an unbound member with a volume on one of its
 * copies. A completion puts every floater somewhere; a node is good when some completion keeps
 * every goal at its target.
 */
final class PlacementWorld {
    private static final int[] NOWHERE = new int[0];

    /** Evaluations that every kind of node has, however many kinds there are. */
    private static final long LEAST = 200;

    /**
     * Goals are judged with the member anywhere so much more thoroughly than on one kind of node.
     */
    private static final long TARGETS = 4;

    private final RoleInView set;
    private final PodState pod;
    private final SetModelBuilder builder;
    private final SetModel model;
    private final FreshNodes fresh;
    private final int basePlaces;
    private final int baseMembers;
    private final List<Floater> floaters = new ArrayList<>();
    private final String[] alike;
    private final int[] targets;
    private final long evaluations;
    private boolean unsure;

    /**
     * The outcome for one node.
     *
     * @param feasible whether some completion keeps every goal at its target
     * @param margins per goal, under the completion that was found or, without one, under a
     *     balanced one
     * @param incomplete whether not all completions could be tried, or not all failures
     */
    record Outcome(boolean feasible, int[] margins, boolean incomplete) {}

    /**
     * A goal that would miss its target.
     *
     * @param goal its index, -1 when only the goals together cannot be kept
     * @param failure the failure that breaks it
     */
    record Refusal(int goal, List<FailureSearch.Candidate> failure, int margin, int target) {}

    /**
     * @param evaluations of one failure each, for all kinds of nodes together. Each kind has its
     *     share, so that the answer about a node does not depend on who was asked about before.
     */
    PlacementWorld(
            RoleInView set,
            PodState pod,
            Collection<PodState> others,
            int present,
            Outlook outlook,
            long evaluations) {
        this.set = set;
        this.pod = pod;
        this.builder = new SetModelBuilder(set, present, outlook, true);
        this.model = builder.build();
        List<PodState> loose = new ArrayList<>();
        for (PodState other : others) {
            if (other.node().isPresent() || other.reservedNode().isPresent()) {
                builder.add(other);
            } else {
                loose.add(other);
            }
        }
        askAboutVolumes(outlook);
        this.fresh = model.any ? FreshNodes.of(set) : FreshNodes.of(set).and(guessedCells(outlook));
        loose.forEach(this::addLoose);
        addAbsent();
        builder.settle();
        this.basePlaces = model.places;
        this.baseMembers = model.members;
        this.alike = Alike.ofPlaces(model);
        tellApartByRestarts();
        placesOfFloaters().forEach(place -> alike[place] = "place " + place);
        this.targets = new int[set.role().survive().size()];
        Arrays.fill(targets, Integer.MIN_VALUE);
        this.evaluations = Math.max(LEAST, evaluations / (basePlaces + fresh.cells() + 1));
    }

    /**
     * The member's own volumes may be what is unknown. Their copies stay places of the model where
     * something is: a volume of unknown place may be beside them, or elsewhere. The worst world is
     * asked where everything is known, too, and does without.
     */
    private void askAboutVolumes(Outlook outlook) {
        int places = model.places;
        builder.copies().of(pod, -1);
        if (outlook == Outlook.Bound.WORST) {
            builder.undoTo(places, model.members);
        }
    }

    /**
     * The cells of nodes without a label: as guessed, or at their best new ones for as many members
     * as there may be. In the worst world there are none.
     */
    private List<int[]> guessedCells(Outlook outlook) {
        List<int[]> cells = new ArrayList<>();
        for (int node : set.openNodes()) {
            builder.places().noteUnlabelled(node);
            if (builder.places().guessed().isPresent()) {
                cells.add(builder.places().guessed().get().of(node));
            } else if (outlook == Outlook.Bound.BEST) {
                int own = Integer.MAX_VALUE - cells.size();
                cells.add(IntStream.range(0, model.labelled).map(_ -> own).toArray());
            }
        }
        return cells;
    }

    private void addLoose(PodState other) {
        if (set.dataVolumes(other).stream().noneMatch(DataVolume::bound)) {
            if (!model.any) {
                floaters.add(Floater.of(set, other));
            }
            return;
        }
        SetModel.Volume[] volumes = builder.copies().of(other, -1);
        List<DataVolume> claims = set.dataVolumes(other);
        for (int v = 0; v < volumes.length; v++) {
            if (volumes[v].need() == SetModel.NEVER && !claims.get(v).bound()) {
                volumes[v] = new SetModel.Volume(NOWHERE, SetModel.AT_HOME);
            }
        }
        int[] places = builder.runPlaces().standing(other);
        if (places.length == 0 || other.terminating()) {
            builder.addAt(other, -1, false);
            return;
        }
        int @Nullable [] restart = builder.runPlaces().restart(other, -1);
        floaters.add(Floater.stored(set, other, volumes, places, restart));
    }

    /** A member that may restart on one place and not on another makes them differ. */
    private void tellApartByRestarts() {
        StringBuilder[] restarts = new StringBuilder[model.places];
        Arrays.setAll(restarts, _ -> new StringBuilder());
        for (int m = 0; m < model.members; m++) {
            int @Nullable [] restart = model.restart[m];
            if (restart != null) {
                for (int place : restart) {
                    restarts[place].append("~").append(m);
                }
            }
        }
        Arrays.setAll(alike, place -> alike[place] + restarts[place]);
    }

    /** The places that make a difference to a floater. */
    private IntStream placesOfFloaters() {
        return floaters.stream()
                .flatMapToInt(floater -> {
                    SetModel.Volume @Nullable [] volumes = floater.volumes();
                    int @Nullable [] restart = floater.restart();
                    return IntStream.concat(
                            IntStream.concat(
                                    Arrays.stream(floater.places()),
                                    restart == null ? IntStream.empty() : Arrays.stream(restart)),
                            volumes == null
                                    ? IntStream.empty()
                                    : Arrays.stream(volumes)
                                            .flatMapToInt(
                                                    volume -> Arrays.stream(volume.places())));
                });
    }

    private void addAbsent() {
        if (fresh.cells() == 0) {
            return;
        }
        int unit = set.role().replication().unitsPerMember();
        for (int left = model.absent; left > 0; left -= unit) {
            floaters.add(Floater.absent(Math.min(unit, left)));
        }
        model.absent = 0;
    }

    /** What could not be known. */
    Unknowns unknowns() {
        return builder.unknowns();
    }

    /** Whether there is one completion only. */
    boolean allKnown() {
        boolean racks = unknowns().racks().isEmpty() || set.role().replication().rack().isEmpty();
        return unknowns().causes().isEmpty() && racks;
    }

    /** The model and how it came about, for those who look for what it touches. */
    SetModelBuilder builder() {
        return builder;
    }

    /**
     * Equal for nodes that are alike to this set: of one cell and without any place in the model,
     * or with places of one kind.
     */
    String kind(int node) {
        for (int place = 0; place < basePlaces; place++) {
            if (!model.bulk[place] && model.placeNode[place] == node) {
                return alike[place];
            }
        }
        return "cell " + set.topology().cell(node);
    }

    /** Names the nodes that are places of the model. */
    void forEachNode(IntConsumer consumer) {
        for (int place = 0; place < basePlaces; place++) {
            if (!model.bulk[place]) {
                consumer.accept(model.placeNode[place]);
            }
        }
    }

    /**
     * min(0, the goal's best margin over all completions with the member anywhere; for Any absent
     * members are left out, it too).
     */
    int target(int goal) {
        if (targets[goal] == Integer.MIN_VALUE) {
            List<Floater> all = new ArrayList<>(floaters);
            if (!model.any) {
                all.addFirst(Floater.of(set, pod));
            }
            Floating floating = new Floating(builder, fresh, all);
            Completions completions = new Completions(set, model, floating, TARGETS * evaluations);
            targets[goal] = Math.min(0, completions.bestMargin(goal));
            unsure |= completions.isUnsure();
            floating.undo();
        }
        return targets[goal];
    }

    /** Whether every target that was asked for can be had, so far as failures were searched. */
    boolean targetsKnown() {
        return !unsure;
    }

    /** The targets of all goals. */
    int[] targets() {
        for (int g = 0; g < targets.length; g++) {
            target(g);
        }
        return targets;
    }

    /**
     * Tries the member on a node.
     *
     * @param wanted the least margin of each goal
     */
    Outcome at(int node, int[] wanted) {
        builder.addAt(pod, node, serves(node));
        Floating floating = new Floating(builder, fresh, floaters);
        Completions completions = new Completions(set, model, floating, evaluations);
        int[] margins = completions.keeping(wanted);
        builder.undoTo(basePlaces, baseMembers);
        boolean feasible = margins.length > 0 && !completions.isExhausted();
        return new Outcome(
                feasible, feasible ? margins : completions.balanced(), completions.incomplete());
    }

    /**
     * Which goals some completion keeps at their targets with the member on a node, each alone;
     * empty when the search ran out.
     */
    Optional<boolean[]> eachAt(int node) {
        builder.addAt(pod, node, serves(node));
        Floating floating = new Floating(builder, fresh, floaters);
        Completions completions = new Completions(set, model, floating, evaluations);
        boolean[] kept = new boolean[targets.length];
        for (int g = 0; g < kept.length; g++) {
            kept[g] = completions.bestMargin(g) >= target(g);
        }
        builder.undoTo(basePlaces, baseMembers);
        return completions.isExhausted() ? Optional.empty() : Optional.of(kept);
    }

    private boolean serves(int node) {
        @Nullable NodeState state = set.view().node(node);
        return state != null && state.ready();
    }

    /** Why the node is refused: the smallest failure of the first goal that misses its target. */
    Refusal explain(int node) {
        builder.addAt(pod, node, serves(node));
        Floating floating = new Floating(builder, fresh, floaters);
        Completions completions = new Completions(set, model, floating, evaluations);
        floating.balance();
        Refusal refusal = new Refusal(-1, List.of(), 0, 0);
        for (int g = 0; g < targets.length && refusal.goal < 0; g++) {
            int margin = completions.margin(g);
            if (margin < target(g)) {
                List<FailureSearch.Candidate> failure =
                        completions.search(g).smallest(0, Integer.MAX_VALUE).orElse(List.of());
                refusal = new Refusal(g, failure, margin, targets[g]);
            }
        }
        builder.undoTo(basePlaces, baseMembers);
        return refusal;
    }
}
