package dev.holdfast.view;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last few answers that were computed from one view, for callers that ask the same again soon:
 * kube-scheduler's filter and prioritize about one pod. Goes with its view, so nothing in it is
 * ever stale. Threads that ask at once may both compute; answers to equal questions are equal.
 */
final class Memo {
    private static final int SLOTS = 8;

    private final AtomicReferenceArray<@Nullable Entry> slots = new AtomicReferenceArray<>(SLOTS);

    private record Entry(Object question, Object answer) {}

    <Q, A> A answer(Class<A> type, Q question, Function<Q, A> compute) {
        int slot = (question.hashCode() * 0x9E3779B9) >>> 29;
        @Nullable Entry known = slots.get(slot);
        if (known != null && type.isInstance(known.answer) && known.question.equals(question)) {
            return type.cast(known.answer);
        }
        A answer = compute.apply(question);
        slots.set(slot, new Entry(question, answer));
        return answer;
    }
}
