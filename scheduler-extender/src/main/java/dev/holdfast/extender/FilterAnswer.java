package dev.holdfast.extender;

import static java.util.Objects.requireNonNull;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes extender/v1 ExtenderFilterResult. {@code NodeNames} is always there: with it and {@code
 * Nodes} both null kube-scheduler takes the answer for "no node fits". A refused node stands in
 * {@code FailedAndUnresolvableNodes}, never in {@code FailedNodes}: kube-scheduler would try
 * preemption for it, whose message changes each time and so wakes the pod again at once.
 */
final class FilterAnswer {
    /** As many different texts as people can read in one event, this one included. */
    static final int MAX_TEXTS = 8;

    /** Stands for the reasons beyond that. */
    static final String MORE = "HF1000: one of further reasons; ask holdfast why";

    private static final byte[] START = ascii("{\"Nodes\":null,\"NodeNames\":");
    private static final byte[] FAILED =
            ascii(",\"FailedNodes\":null,\"FailedAndUnresolvableNodes\":");
    private static final byte[] END = ascii(",\"Error\":\"\"}");

    /** A colon, the text in quotes, a comma. */
    private static final Map<ReasonCode, byte[]> TEXTS = encodeTexts();

    private static final byte[] MORE_TEXT = encode(MORE);

    private final NodeTable table;
    private final ExtenderArgs args;
    private final Bytes passed;
    private final Bytes refused = new Bytes(256);
    private final Map<ReasonCode, int[]> refusals = new EnumMap<>(ReasonCode.class);
    private final Set<ReasonCode> shown;

    private FilterAnswer(NodeTable table, ExtenderArgs args, Set<ReasonCode> shown) {
        this.table = table;
        this.args = args;
        this.shown = shown;
        this.passed = new Bytes(args.nodes().expectedBytes());
    }

    /** Every node passes, in the order in which it came. */
    static Answer all(Outcome outcome, ExtenderArgs args) {
        Bytes out = new Bytes(args.nodes().expectedBytes());
        out.append(START);
        args.nodes().appendAll(out);
        out.append(FAILED).append("{}").append(END);
        return Answer.json(outcome, out.toArray(), args.pod().key(), args.nodes().count());
    }

    /**
     * No answer, with the reason that the pod's event will show.
     *
     * @param text must not vary while the cause stays the same
     */
    static Answer error(Outcome outcome, String text, String pod, int offered) {
        Bytes out = new Bytes(256);
        out.append(START).append("[]").append(FAILED).append("{},\"Error\":");
        out.append('"').append(JsonStringEncoder.getInstance().quoteAsUTF8(text)).append("\"}");
        return Answer.json(outcome, out.toArray(), pod, offered);
    }

    /** The nodes that the decision allows; what the view does not know is judged by the stance. */
    static Answer judged(
            NodeTable table, ExtenderArgs args, PlacementDecision decision, Stance stance) {
        Set<ReasonCode> shown = shownOf(args.nodes(), decision);
        return new FilterAnswer(table, args, shown).write(decision, stance);
    }

    private Answer write(PlacementDecision decision, Stance stance) {
        Offered nodes = args.nodes();
        passed.append(START).append('[');
        int before = passed.length();
        refused.append('{');
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            Optional<ReasonCode> refusal = decision.refusal(id);
            if (refusal.isEmpty()) {
                table.appendElement(passed, id);
            } else {
                table.appendQuoted(refused, id);
                refused.append(count(refusal.get()));
            }
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            if (stance == Stance.LENIENT) {
                nodes.appendUnknown(passed, i);
                passed.append(',');
            } else {
                nodes.appendUnknown(refused, i);
                refused.append(count(ReasonCode.NODE_UNKNOWN));
            }
        }
        boolean none = passed.length() == before && nodes.count() > 0;
        passed.close(']').append(FAILED).append(refused.close('}').toArray()).append(END);
        return new Answer(
                200,
                passed.toArray(),
                none ? Outcome.REFUSED_ALL : Outcome.OK,
                "",
                args.pod().key(),
                nodes.count(),
                tally());
    }

    private byte[] count(ReasonCode reason) {
        refusals.computeIfAbsent(reason, _ -> new int[1])[0]++;
        return shown.contains(reason) ? requireNonNull(TEXTS.get(reason)) : MORE_TEXT;
    }

    /**
     * The reasons to be shown as themselves: all of them or, when there are too many, the first in
     * their own order, so that the choice does not depend on the order of the nodes.
     */
    private static Set<ReasonCode> shownOf(Offered nodes, PlacementDecision decision) {
        EnumSet<ReasonCode> seen = EnumSet.noneOf(ReasonCode.class);
        if (nodes.unknownCount() > 0) {
            seen.add(ReasonCode.NODE_UNKNOWN);
        }
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            decision.refusal(id).ifPresent(seen::add);
        }
        return seen.size() <= MAX_TEXTS
                ? seen
                : EnumSet.copyOf(seen.stream().limit(MAX_TEXTS - 1).toList());
    }

    private Map<String, Integer> tally() {
        Map<String, Integer> tally = new HashMap<>();
        refusals.forEach((reason, count) -> tally.put(reason.code(), count[0]));
        return tally;
    }

    private static Map<ReasonCode, byte[]> encodeTexts() {
        Map<ReasonCode, byte[]> texts = new EnumMap<>(ReasonCode.class);
        for (ReasonCode reason : ReasonCode.values()) {
            texts.put(reason, encode(reason.text()));
        }
        return texts;
    }

    private static byte[] encode(String text) {
        return ascii(
                ":\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\",");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
