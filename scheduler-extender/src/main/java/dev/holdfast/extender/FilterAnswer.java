package dev.holdfast.extender;

import static java.util.Objects.requireNonNull;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** By reason: a colon, the text in quotes, a comma. */
    private static final Map<ReasonCode, byte[]> TEXTS = encodeTexts();

    private static final byte[] MORE_TEXT = encode(MORE);

    private final NodeTable table;
    private final ExtenderArgs args;
    private final PlacementDecision decision;
    private final Stance stance;
    private final Map<ReasonCode, Refused> refused = new EnumMap<>(ReasonCode.class);
    private int passed;
    private int passedBytes;
    private int refusedBytes;

    /** The nodes that one reason refuses. */
    private static final class Refused {
        private byte[] text;
        private int nodes;

        Refused(ReasonCode reason) {
            text = requireNonNull(TEXTS.get(reason));
        }
    }

    private FilterAnswer(
            NodeTable table, ExtenderArgs args, PlacementDecision decision, Stance stance) {
        this.table = table;
        this.args = args;
        this.decision = decision;
        this.stance = stance;
    }

    /** Every node passes, in the order in which it came. */
    static Answer all(Outcome outcome, ExtenderArgs args) {
        Bytes out = new Bytes(START.length + FAILED.length + 2 + END.length + args.nodes().span());
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
        FilterAnswer answer = new FilterAnswer(table, args, decision, stance);
        answer.measure();
        answer.limitTexts();
        return answer.write();
    }

    /** Counts reasons and bytes, so that the answer is written into its own array at once. */
    private void measure() {
        Offered nodes = args.nodes();
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            measure(decision.refusal(id), table.elementLength(id));
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            measure(ofUnknown(), nodes.unknownLength(i) + 1);
        }
    }

    private void measure(Optional<ReasonCode> refusal, int length) {
        if (refusal.isEmpty()) {
            passed++;
            passedBytes += length;
        } else {
            refused.computeIfAbsent(refusal.get(), Refused::new).nodes++;
            refusedBytes += length - 1;
        }
    }

    private Optional<ReasonCode> ofUnknown() {
        return stance == Stance.LENIENT ? Optional.empty() : Optional.of(ReasonCode.NODE_UNKNOWN);
    }

    /**
     * The reasons are shown as themselves or, when there are too many, the first in their own
     * order, so that the choice does not depend on the order of the nodes.
     */
    private void limitTexts() {
        int shown = refused.size() <= MAX_TEXTS ? MAX_TEXTS : MAX_TEXTS - 1;
        for (Refused reason : refused.values()) {
            if (shown-- <= 0) {
                reason.text = MORE_TEXT;
            }
            refusedBytes += reason.nodes * reason.text.length;
        }
    }

    private Answer write() {
        Offered nodes = args.nodes();
        int lists = 2 + Math.max(1, passedBytes) + Math.max(1, refusedBytes);
        Bytes out = new Bytes(START.length + FAILED.length + END.length + lists);
        out.append(START).append('[');
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            if (decision.refusal(id).isEmpty()) {
                table.appendElement(out, id);
            }
        }
        if (ofUnknown().isEmpty()) {
            for (int i = 0; i < nodes.unknownCount(); i++) {
                nodes.appendUnknown(out, i);
                out.append(',');
            }
        }
        out.close(']').append(FAILED).append('{');
        writeRefused(out);
        out.close('}').append(END);
        boolean none = passed == 0 && nodes.count() > 0;
        return new Answer(
                200,
                out.toArray(),
                none ? Outcome.REFUSED_ALL : Outcome.OK,
                "",
                args.pod().key(),
                nodes.count(),
                tally());
    }

    private void writeRefused(Bytes out) {
        Offered nodes = args.nodes();
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            Optional<ReasonCode> refusal = decision.refusal(id);
            if (refusal.isPresent()) {
                table.appendQuoted(out, id);
                out.append(textOf(refusal.get()));
            }
        }
        if (ofUnknown().isPresent()) {
            for (int i = 0; i < nodes.unknownCount(); i++) {
                nodes.appendUnknown(out, i);
                out.append(textOf(ReasonCode.NODE_UNKNOWN));
            }
        }
    }

    private byte[] textOf(ReasonCode reason) {
        return requireNonNull(refused.get(reason)).text;
    }

    private Map<String, Integer> tally() {
        Map<String, Integer> tally = new HashMap<>();
        refused.forEach((reason, nodes) -> tally.put(reason.code(), nodes.nodes));
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
