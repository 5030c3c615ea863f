package dev.holdfast.survival;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One completion of what nobody knows. A model asks for each guess when it first needs it, and is
 * told the same again; what it asks for may depend on what it was told before. The next completion
 * gives another answer to the last question that has one, as an odometer does.
 */
final class Guesses implements Outlook {
    /** Completions of one set that are tried one by one; beyond, the answer is unknown. */
    static final int MOST = 1_000;

    private final VolumeNodes volumeNodes;
    private final Optional<Bound> copies;
    private final @Nullable RandomGenerator random;
    private final List<int[]> answers;
    private final Map<String, Integer> told = new HashMap<>();
    private int asked;

    private Guesses(
            VolumeNodes volumeNodes,
            Optional<Bound> copies,
            @Nullable RandomGenerator random,
            List<int[]> answers) {
        this.volumeNodes = volumeNodes;
        this.copies = copies;
        this.random = random;
        this.answers = answers;
    }

    /** The first of all completions. */
    static Guesses of(VolumeNodes volumeNodes) {
        return new Guesses(volumeNodes, Optional.empty(), null, new ArrayList<>());
    }

    /** The first of all completions of labels and racks, with copies of volumes at a bound. */
    static Guesses of(VolumeNodes volumeNodes, Bound copies) {
        return new Guesses(volumeNodes, Optional.of(copies), null, new ArrayList<>());
    }

    /** A completion drawn at random. */
    static Guesses drawn(VolumeNodes volumeNodes, RandomGenerator random) {
        return new Guesses(volumeNodes, Optional.empty(), random, new ArrayList<>());
    }

    /** At which bound copies of volumes are taken, if they are not guessed. */
    Optional<Bound> copies() {
        return copies;
    }

    /** Where a volume of unknown place may be. */
    VolumeNodes volumeNodes() {
        return volumeNodes;
    }

    /**
     * One of the possible answers, the same for the same question.
     *
     * @param options how many there are, 1 or more; they are numbered from 0
     */
    int of(String question, int options) {
        @Nullable Integer before = told.get(question);
        if (before != null) {
            return before;
        }
        int answer = random == null ? answer(options) : random.nextInt(options);
        told.put(question, answer);
        return answer;
    }

    private int answer(int options) {
        if (asked == answers.size()) {
            answers.add(new int[] {0, options});
        }
        return answers.get(asked++)[0];
    }

    /** The next completion, once all of this one was asked for; empty when it is the last. */
    Optional<Guesses> next() {
        List<int[]> changed = new ArrayList<>();
        answers.forEach(answer -> changed.add(answer.clone()));
        while (!changed.isEmpty()) {
            int[] last = changed.getLast();
            if (++last[0] < last[1]) {
                return Optional.of(new Guesses(volumeNodes, copies, null, changed));
            }
            changed.removeLast();
        }
        return Optional.empty();
    }

    /** How many completions there are, if every question always had as many answers. */
    double ways() {
        double ways = 1;
        for (int[] answer : answers) {
            ways *= answer[1];
        }
        return ways;
    }
}
