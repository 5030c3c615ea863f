package dev.holdfast.extender;

import dev.holdfast.rules.PlacementDecision;
import java.nio.charset.StandardCharsets;

/**
 * Writes extender/v1 HostPriorityList: a bare array of {@code {"Host":"n","Score":5}}.
 *
 * <p>A node without an entry counts as 0, and what all scores have in common chooses no node. So an
 * answer about more nodes than {@link Answer#READABLE} has only what nodes are better than the
 * worst of them: nothing where all are equally good, as most nodes are for most members.
 */
final class PrioritizeAnswer {
    /** MaxExtenderPriority; kube-scheduler does not check the range. */
    static final int MAX_SCORE = 10;

    /** What an entry takes, more or less. */
    private static final int USUAL_LENGTH = 64;

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

    /** How good the nodes are; one that the view does not know gets 0. */
    static Answer of(NodeTable table, ExtenderArgs args, PlacementDecision decision) {
        if (!decision.involved()) {
            return none(Outcome.NOT_INVOLVED, args);
        }
        Offered nodes = args.nodes();
        byte[] scores = new byte[nodes.knownCount()];
        int[] nodesByScore = new int[MAX_SCORE + 1];
        decision.scores(nodes.known(), scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (byte) Math.clamp(scores[i], 0, MAX_SCORE);
            nodesByScore[scores[i]]++;
        }
        nodesByScore[0] += nodes.unknownCount();
        byte[] answer =
                nodes.count() > Answer.READABLE
                        ? better(table, nodes, scores, nodesByScore)
                        : all(table, nodes, scores);
        return Answer.json(Outcome.OK, answer, args.pod().key(), nodes.count());
    }

    private static byte[] all(NodeTable table, Offered nodes, byte[] scores) {
        Bytes out = new Bytes(2 + nodes.count() * USUAL_LENGTH);
        out.append('[');
        append(out, table, nodes, scores, -1, 0);
        for (int i = 0; i < nodes.unknownCount(); i++) {
            out.append(NodeTable.HOST);
            nodes.appendUnknown(out, i);
            out.append(SCORES[0]);
        }
        return out.close(']').toArray();
    }

    private static byte[] better(
            NodeTable table, Offered nodes, byte[] scores, int[] nodesByScore) {
        int least = 0;
        while (nodesByScore[least] == 0) {
            least++;
        }
        int length = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > least) {
                length += table.hostLength(nodes.known(i)) + SCORES[scores[i] - least].length;
            }
        }
        Bytes out = new Bytes(1 + Math.max(1, length));
        out.append('[');
        append(out, table, nodes, scores, least, least);
        return out.close(']').toArray();
    }

    /** Appends the nodes that score above a number, with what is left of it less another. */
    private static void append(
            Bytes out, NodeTable table, Offered nodes, byte[] scores, int above, int less) {
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > above) {
                table.appendHost(out, nodes.known(i));
                out.append(SCORES[scores[i] - less]);
            }
        }
    }
}
