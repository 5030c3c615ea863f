package dev.holdfast.survival;

import dev.holdfast.policy.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The worst failure of one goal for one set: every choice of so many values of each domain, over
 * the values that the set touches (losing any other value changes nothing). Margins are monotone in
 * the failure, so choosing as many values as the goal allows is worst; nodes that are alike are
 * tried once; and a branch is cut when even its heaviest values cannot lower the worst margin that
 * is known.
 */
final class FailureSearch {
    private final SetModel model;
    private final List<Goal.Operation> operations;
    private final boolean failover;
    private final Budget budget;
    private final int[] counts;
    private final Candidate[][] candidates;
    private final List<Candidate> chosen = new ArrayList<>();
    private int worst;

    /**
     * A domain value that can be lost.
     *
     * @param domain index of the domain, the number of labelled domains for nodes
     * @param value the value's id, or the node's
     * @param places the places that it takes
     * @param weight the most units that its loss can cost
     * @param alike equal for values whose losses are interchangeable; unique otherwise
     */
    record Candidate(int domain, int value, int[] places, int weight, String alike) {}

    /**
     * Prepares the search.
     *
     * @param counts how many values of each domain are lost, labelled domains first, nodes last
     */
    FailureSearch(
            SetModel model,
            int[] counts,
            List<Goal.Operation> operations,
            boolean failover,
            Budget budget) {
        this.model = model;
        this.counts = counts;
        this.operations = operations;
        this.failover = failover;
        this.budget = budget;
        int[] weights = weights();
        this.candidates = new Candidate[counts.length][];
        for (int d = 0; d < counts.length; d++) {
            candidates[d] =
                    counts[d] == 0
                            ? new Candidate[0]
                            : d == model.labelled
                                    ? nodeCandidates(weights)
                                    : valueCandidates(d, weights);
            Arrays.sort(
                    candidates[d],
                    (a, b) -> {
                        int byWeight = Integer.compare(b.weight, a.weight);
                        return byWeight != 0 ? byWeight : a.alike.compareTo(b.alike);
                    });
        }
    }

    /**
     * The least margin over all failures of exactly the goal's size, on top of what is marked as
     * lost already.
     */
    int worstMargin() {
        worst = Integer.MAX_VALUE;
        choose(0, 0, counts[0]);
        return worst;
    }

    private void choose(int domain, int from, int left) {
        if (left == 0 || from == candidates[domain].length) {
            if (domain + 1 < counts.length) {
                choose(domain + 1, 0, counts[domain + 1]);
            } else if (budget.take()) {
                worst = Math.min(worst, model.margin(operations, failover));
            }
            return;
        }
        if (worst != Integer.MAX_VALUE && cannotGetWorse(domain, from, left)) {
            return;
        }
        Candidate[] values = candidates[domain];
        boolean taken = false;
        for (int i = from; i < values.length && !budget.exhausted(); i++) {
            if (!takesMore(values[i])
                    || (i > from && values[i].alike.equals(values[i - 1].alike))) {
                continue;
            }
            taken = true;
            mark(values[i], 1);
            choose(domain, i + 1, left - 1);
            mark(values[i], -1);
        }
        if (!taken) {
            choose(domain, values.length, 0);
        }
    }

    private boolean cannotGetWorse(int domain, int from, int left) {
        if (!budget.take()) {
            return true;
        }
        int reach = 0;
        for (int d = domain; d < counts.length; d++) {
            int start = d == domain ? from : 0;
            int more = d == domain ? left : counts[d];
            for (int i = start; i < Math.min(start + more, candidates[d].length); i++) {
                reach += candidates[d][i].weight;
            }
        }
        return (long) model.margin(operations, failover) - reach >= worst;
    }

    /**
     * The smallest failure of at least {@code from} values within the goal's size that loses an
     * operation, none at all included; null when every failure of fewer than {@code below} values
     * is survived.
     */
    Optional<List<Candidate>> smallest(int from, int below) {
        int most = Arrays.stream(counts).sum();
        for (int size = from; size <= Math.min(most, below - 1); size++) {
            chosen.clear();
            if (fails(0, 0, counts[0], size)) {
                return Optional.of(List.copyOf(chosen));
            }
        }
        return Optional.empty();
    }

    private boolean fails(int domain, int from, int left, int size) {
        if (!budget.take()) {
            return false;
        }
        if (size == 0) {
            return model.margin(operations, failover) < 0;
        }
        for (int d = domain; d < counts.length; d++) {
            Candidate[] values = candidates[d];
            int start = d == domain ? from : 0;
            int more = d == domain ? left : counts[d];
            for (int i = start; more > 0 && i < values.length; i++) {
                if (!takesMore(values[i])
                        || (i > start && values[i].alike.equals(values[i - 1].alike))) {
                    continue;
                }
                mark(values[i], 1);
                chosen.add(values[i]);
                if (fails(d, i + 1, more - 1, size - 1)) {
                    mark(values[i], -1);
                    return true;
                }
                chosen.removeLast();
                mark(values[i], -1);
            }
        }
        return false;
    }

    /** Which of the operations are lost under a failure. */
    List<Goal.Operation> lostUnder(List<Candidate> failure) {
        failure.forEach(candidate -> mark(candidate, 1));
        List<Goal.Operation> gone =
                operations.stream()
                        .filter(operation -> model.margin(operation, failover) < 0)
                        .toList();
        failure.forEach(candidate -> mark(candidate, -1));
        return gone;
    }

    private void mark(Candidate candidate, int by) {
        for (int place : candidate.places) {
            model.lost[place] += by;
        }
    }

    private boolean takesMore(Candidate candidate) {
        for (int place : candidate.places) {
            if (model.lost[place] == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * For each place the most units that its loss can cost: of the members that stand, have copies
     * or could restart there.
     */
    private int[] weights() {
        int[] weights = new int[model.places];
        for (int m = 0; m < model.members; m++) {
            int weight = model.any ? 1 : Math.max(model.votes[m], model.data[m]);
            if (model.podPlace[m] >= 0) {
                weights[model.podPlace[m]] += weight;
            }
            for (SetModel.Volume volume : model.volumes[m]) {
                for (int place : volume.places()) {
                    if (place != model.podPlace[m]) {
                        weights[place] += weight;
                    }
                }
            }
            int[] restart = model.restart[m];
            if (failover && restart != null) {
                for (int place : restart) {
                    weights[place] += weight;
                }
            }
        }
        return weights;
    }

    private Candidate[] nodeCandidates(int[] weights) {
        String[] alike = model.places > 8 && !failover ? Alike.ofPlaces(model) : new String[0];
        List<Candidate> nodes = new ArrayList<>();
        for (int place = 0; place < model.places; place++) {
            if (!model.bulk[place] && weights[place] > 0) {
                String kind = alike.length == 0 ? "#" + place : alike[place];
                nodes.add(
                        new Candidate(
                                model.labelled,
                                model.placeNode[place],
                                new int[] {place},
                                weights[place],
                                kind));
            }
        }
        return nodes.toArray(Candidate[]::new);
    }

    private Candidate[] valueCandidates(int domain, int[] weights) {
        List<Candidate> values = new ArrayList<>();
        int[] value = model.placeValue[domain];
        boolean wild = false;
        for (int place = 0; place < model.places; place++) {
            wild |= value[place] == SetModel.WILD;
            if (value[place] >= 0 && firstOf(value, place)) {
                values.add(candidate(domain, value[place], weights));
            }
        }
        if (wild && values.isEmpty()) {
            values.add(candidate(domain, SetModel.WILD, weights));
        }
        return values.toArray(Candidate[]::new);
    }

    private static boolean firstOf(int[] value, int place) {
        for (int i = 0; i < place; i++) {
            if (value[i] == value[place]) {
                return false;
            }
        }
        return true;
    }

    private Candidate candidate(int domain, int wanted, int[] weights) {
        int[] value = model.placeValue[domain];
        int[] taken = new int[model.places];
        int count = 0;
        int weight = 0;
        for (int place = 0; place < model.places; place++) {
            if (value[place] == wanted || value[place] == SetModel.WILD) {
                taken[count++] = place;
                weight += weights[place];
            }
        }
        return new Candidate(
                domain, wanted, Arrays.copyOf(taken, count), weight, "#" + domain + "/" + wanted);
    }
}
