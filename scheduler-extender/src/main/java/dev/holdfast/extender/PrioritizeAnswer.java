package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import java.nio.charset.StandardCharsets;

/** Writes extender/v1 HostPriorityList: a bare array of {@code {"Host":"n","Score":5}}. */
final class PrioritizeAnswer {
    /** MaxExtenderPriority; kube-scheduler does not check the range. */
    static final int MAX_SCORE = 10;

    private static final byte[] HOST = "{\"Host\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] SCORES = new byte[MAX_SCORE + 1][];

    static {
        for (int score = 0; score <= MAX_SCORE; score++) {
            SCORES[score] = (",\"Score\":" + score + "},").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private PrioritizeAnswer() {}

    /** No opinion on any node. */
    static Answer none(Outcome outcome, ExtenderArgs args) {
        byte[] body = {'[', ']'};
        return Answer.json(outcome, body, args.pod().key(), args.nodes().count());
    }

    /** The score of every node; one that the view does not know gets 0. */
    static Answer of(NodeTable table, ExtenderArgs args, PlacementDecision decision) {
        if (!decision.involved()) {
            return none(Outcome.NOT_INVOLVED, args);
        }
        Offered nodes = args.nodes();
        Bytes out = new Bytes(lengthOf(table, nodes, decision));
        out.append('[');
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            out.append(HOST);
            table.appendQuoted(out, id);
            out.append(score(decision, id));
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            out.append(HOST);
            nodes.appendUnknown(out, i);
            out.append(SCORES[0]);
        }
        return Answer.json(Outcome.OK, out.close(']').toArray(), args.pod().key(), nodes.count());
    }

    private static byte[] score(PlacementDecision decision, int id) {
        return SCORES[Math.clamp(decision.score(id), 0, MAX_SCORE)];
    }

    private static int lengthOf(NodeTable table, Offered nodes, PlacementDecision decision) {
        int length = nodes.count() * (HOST.length - 1);
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            length += table.elementLength(id) + score(decision, id).length;
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            length += nodes.unknownLength(i) + 1 + SCORES[0].length;
        }
        return 1 + Math.max(1, length);
    }
}
