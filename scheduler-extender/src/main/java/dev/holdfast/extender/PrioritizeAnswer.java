package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import java.nio.charset.StandardCharsets;

/** Writes extender/v1 HostPriorityList: a bare array of {@code {"Host":"n","Score":5}}. */
final class PrioritizeAnswer {
    /** MaxExtenderPriority; kube-scheduler does not check the range. */
    static final int MAX_SCORE = 10;

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
        byte[] scores = new byte[table.bound()];
        Bytes out = new Bytes(measure(table, nodes, decision, scores));
        out.append('[');
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            table.appendHost(out, id);
            out.append(SCORES[scores[id]]);
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            out.append(NodeTable.HOST);
            nodes.appendUnknown(out, i);
            out.append(SCORES[0]);
        }
        return Answer.json(Outcome.OK, out.close(']').toArray(), args.pod().key(), nodes.count());
    }

    /** Fills in the scores by node; returns how many bytes the answer takes. */
    private static int measure(
            NodeTable table, Offered nodes, PlacementDecision decision, byte[] scores) {
        int length = 0;
        for (int id = nodes.next(0); id >= 0; id = nodes.next(id + 1)) {
            scores[id] = (byte) Math.clamp(decision.score(id), 0, MAX_SCORE);
            length += table.hostLength(id) + SCORES[scores[id]].length;
        }
        for (int i = 0; i < nodes.unknownCount(); i++) {
            length += NodeTable.HOST.length + nodes.unknownLength(i) + SCORES[0].length;
        }
        return 1 + Math.max(1, length);
    }
}
