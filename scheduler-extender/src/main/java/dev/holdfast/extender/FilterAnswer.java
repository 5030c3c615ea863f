package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes extender/v1 ExtenderFilterResult. {@code NodeNames} is always there: with it and {@code
 * Nodes} both null kube-scheduler takes the answer for "no node fits". A refused node stands in
 * {@code FailedAndUnresolvableNodes}, never in {@code FailedNodes}: kube-scheduler would try
 * preemption for it, whose message changes each time and so wakes the pod again at once.
 *
 * <p>kube-scheduler reads a refused node's reason only when no node is left, and takes a node that
 * stands nowhere for an unresolvable one; reading thousands of reasons for nothing costs it more
 * than all that is decided here. So where some node passes, an answer about more nodes than {@link
 * Answer#READABLE} names one refused node for each reason: a later extender that refuses the rest
 * still finds every reason in the pod's event.
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

    /** By verdict: a colon, the reason's text in quotes, a comma; nothing where it is allowed. */
    private static final byte[][] TEXTS = encodeTexts();

    private static final byte[] MORE_TEXT = encode(MORE);

    /** What a refused node takes, more or less. */
    private static final int USUAL_LENGTH = 160;

    /** Stands for a node's id: the first that the view does not know. */
    private static final int FIRST_UNKNOWN = -1;

    private static final int UNKNOWN = ReasonCode.NODE_UNKNOWN.number();

    private final NodeTable table;
    private final ExtenderArgs args;
    private final PlacementDecision decision;

    /** Of a node that the view does not know. */
    private final int ofUnknown;

    /** Of the nodes that the view knows, as they came. */
    private final byte[] verdicts;

    /** By verdict. */
    private final byte[][] texts = TEXTS.clone();

    private final int[] nodes = new int[TEXTS.length];

    /** By verdict, the first node with it; only where there is one. */
    private final int[] first = new int[TEXTS.length];

    /** What the names of all nodes that pass take in the answer, commas included. */
    private int allowedLength;

    /** What the names of all refused nodes would take, quotes included. */
    private int refusedNames;

    private FilterAnswer(
            NodeTable table, ExtenderArgs args, PlacementDecision decision, Stance stance) {
        this.table = table;
        this.args = args;
        this.decision = decision;
        this.verdicts = new byte[args.nodes().knownCount()];
        this.ofUnknown = stance == Stance.LENIENT ? PlacementDecision.ALLOWED : UNKNOWN;
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
        return new FilterAnswer(table, args, decision, stance).write();
    }

    private Answer write() {
        judge();
        limitTexts();
        int count = args.nodes().count();
        boolean inFull = count <= Answer.READABLE || nodes[PlacementDecision.ALLOWED] == 0;
        Bytes refused = inFull ? everyRefused() : oneOfEachReason();
        int lists = 1 + Math.max(1, allowedLength) + refused.length();
        Bytes out = new Bytes(START.length + FAILED.length + END.length + lists);
        out.append(START).append('[');
        writeAllowed(out);
        out.close(']').append(FAILED).append(refused).append(END);
        boolean none = nodes[PlacementDecision.ALLOWED] == 0 && count > 0;
        return new Answer(
                200,
                out.toArray(),
                none ? Outcome.REFUSED_ALL : Outcome.OK,
                "",
                args.pod().key(),
                count,
                tally());
    }

    /**
     * Asks about every node, and counts bytes, so that the answer is written into its own array.
     */
    private void judge() {
        Offered offered = args.nodes();
        decision.verdicts(offered.known(), verdicts);
        for (int i = 0; i < verdicts.length; i++) {
            int id = offered.known(i);
            count(verdicts[i], id, table.elementLength(id));
        }
        for (int i = 0; i < offered.unknownCount(); i++) {
            count(ofUnknown, FIRST_UNKNOWN, offered.unknownLength(i) + 1);
        }
    }

    private void count(int verdict, int id, int length) {
        if (nodes[verdict]++ == 0) {
            first[verdict] = id;
        }
        if (verdict == PlacementDecision.ALLOWED) {
            allowedLength += length;
        } else {
            refusedNames += length - 1;
        }
    }

    /**
     * The reasons are shown as themselves or, when there are too many, the first in their own
     * order, so that the choice does not depend on the order of the nodes.
     */
    private void limitTexts() {
        int reasons = 0;
        for (int verdict = 1; verdict < nodes.length; verdict++) {
            reasons += nodes[verdict] > 0 ? 1 : 0;
        }
        int shown = reasons <= MAX_TEXTS ? MAX_TEXTS : MAX_TEXTS - 1;
        for (int verdict = 1; verdict < nodes.length; verdict++) {
            if (nodes[verdict] > 0 && shown-- <= 0) {
                texts[verdict] = MORE_TEXT;
            }
        }
    }

    private void writeAllowed(Bytes out) {
        Offered offered = args.nodes();
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == PlacementDecision.ALLOWED) {
                table.appendElement(out, offered.known(i));
            }
        }
        for (int i = 0; ofUnknown == PlacementDecision.ALLOWED && i < offered.unknownCount(); i++) {
            offered.appendUnknown(out, i);
            out.append(',');
        }
    }

    private Bytes everyRefused() {
        int length = refusedNames;
        for (int verdict = 1; verdict < nodes.length; verdict++) {
            length += nodes[verdict] * texts[verdict].length;
        }
        Offered offered = args.nodes();
        Bytes out = new Bytes(1 + Math.max(1, length)).append('{');
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] != PlacementDecision.ALLOWED) {
                table.appendQuoted(out, offered.known(i));
                out.append(texts[verdicts[i]]);
            }
        }
        for (int i = 0; ofUnknown != PlacementDecision.ALLOWED && i < offered.unknownCount(); i++) {
            offered.appendUnknown(out, i);
            out.append(texts[ofUnknown]);
        }
        return out.close('}');
    }

    private Bytes oneOfEachReason() {
        Bytes out = new Bytes(MAX_TEXTS * USUAL_LENGTH).append('{');
        for (int verdict = 1; verdict < nodes.length; verdict++) {
            if (nodes[verdict] == 0) {
                continue;
            }
            if (first[verdict] == FIRST_UNKNOWN) {
                args.nodes().appendUnknown(out, 0);
            } else {
                table.appendQuoted(out, first[verdict]);
            }
            out.append(texts[verdict]);
        }
        return out.close('}');
    }

    private Map<String, Integer> tally() {
        Map<String, Integer> tally = new HashMap<>();
        for (ReasonCode reason : ReasonCode.values()) {
            int refused = nodes[reason.number()];
            if (refused > 0) {
                tally.put(reason.code(), refused);
            }
        }
        return tally;
    }

    private static byte[][] encodeTexts() {
        byte[][] texts = new byte[ReasonCode.NUMBERS][0];
        for (ReasonCode reason : ReasonCode.values()) {
            texts[reason.number()] = encode(reason.text());
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
