package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class FilterTest {
    private static final ClusterView VIEW = Fixture.view("n0", "n1", "n2");

    @Test
    void refusedNodesAreUnresolvableAndNeverMerelyFailed() {
        Decision decision = new Decision().refuse(1, ReasonCode.SURVIVAL);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .filter(Fixture.args("n0", "n1", "n2"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Fixture.golden("filter-answer.json"));
        assertThat(answer.outcome()).isEqualTo(Outcome.OK);
        assertThat(answer.refused()).containsEntry("HF1007", 1);
        assertThat(answer.pod()).isEqualTo("db/db-0");
    }

    @Test
    void anEmptyListIsAnsweredWithAnEmptyList() {
        Answer answer =
                Fixture.extender(VIEW, new Decision(), Stance.STRICT).filter(Fixture.args());

        assertThat(Fixture.tree(answer).get("NodeNames").isArray()).isTrue();
        assertThat(Fixture.tree(answer).get("NodeNames")).isEmpty();
        assertThat(answer.outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void nodeNamesIsAnEmptyArrayWhenAllAreRefused() {
        Decision decision =
                new Decision().refuse(0, ReasonCode.SPREAD).refuse(1, ReasonCode.SPREAD);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT).filter(Fixture.args("n0", "n1"));

        assertThat(Fixture.tree(answer).get("NodeNames").isArray()).isTrue();
        assertThat(Fixture.tree(answer).get("NodeNames")).isEmpty();
        assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED_ALL);
    }

    @Test
    void aNodeThatTheViewDoesNotKnowIsRefusedByStrictAndPassesLenient() {
        byte[] body = Fixture.args("n0", "new-node");

        Answer strict = Fixture.extender(VIEW, new Decision(), Stance.STRICT).filter(body);
        Answer lenient = Fixture.extender(VIEW, new Decision(), Stance.LENIENT).filter(body);

        assertThat(
                        Fixture.tree(strict)
                                .get("FailedAndUnresolvableNodes")
                                .get("new-node")
                                .stringValue())
                .isEqualTo(ReasonCode.NODE_UNKNOWN.text());
        assertThat(names(lenient)).containsExactlyInAnyOrder("n0", "new-node");
    }

    @Test
    void aPodWithoutPolicyGetsItsNamesBackByteForByte() {
        byte[] body =
                Fixture.bytes(
                        "{\"NodeNames\": [ \"n2\",\"unknown\",\n\"n0\"], \"Pod\":"
                                + "{\"metadata\":{\"name\":\"web\",\"namespace\":\"x\"}}}");
        Answer answer =
                Fixture.extender(VIEW, new Decision().notInvolved(), Stance.STRICT).filter(body);

        assertThat(Fixture.text(answer)).contains("[ \"n2\",\"unknown\",\n\"n0\"]");
        assertThat(answer.outcome()).isEqualTo(Outcome.NOT_INVOLVED);
    }

    @Test
    void warnRefusesNothing() {
        Decision decision = new Decision().refuse(0, ReasonCode.SPREAD).warnOnly();
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT).filter(Fixture.args("n0", "n1"));

        assertThat(names(answer)).containsExactly("n0", "n1");
    }

    @Test
    void atMostEightTextsAreShownWhateverTheOrderOfTheNodes() {
        ReasonCode[] reasons = ReasonCode.values();
        String[] names = new String[reasons.length];
        String[] reversed = new String[reasons.length];
        Decision decision = new Decision();
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i;
            reversed[names.length - 1 - i] = "n" + i;
            decision.refuse(i, reasons[i]);
        }
        Extender extender = Fixture.extender(Fixture.view(names), decision, Stance.STRICT);

        Set<String> texts = texts(extender.filter(Fixture.args(names)));

        assertThat(texts).hasSize(8).contains(FilterAnswer.MORE, reasons[0].text());
        assertThat(texts(extender.filter(Fixture.args(reversed)))).isEqualTo(texts);
    }

    @Test
    void whereSomeNodePassesALongAnswerHasOneRefusedNodeForEachReason() {
        Decision decision = new Decision();
        for (int id = 1; id < 150; id++) {
            decision.refuse(id, id < 70 ? ReasonCode.SURVIVAL : ReasonCode.SPREAD);
        }
        String[] names = Fixture.names(150);
        Extender extender = Fixture.extender(Fixture.view(names), decision, Stance.STRICT);

        Answer answer = extender.filter(Fixture.args(names));

        assertThat(names(answer)).containsExactly("n0");
        assertThat(Fixture.tree(answer).get("FailedAndUnresolvableNodes"))
                .isEqualTo(
                        Fixture.MAPPER
                                .createObjectNode()
                                .put("n1", ReasonCode.SURVIVAL.text())
                                .put("n70", ReasonCode.SPREAD.text()));
        assertThat(answer.refused()).isEqualTo(Map.of("HF1007", 69, "HF1002", 80));
    }

    @Test
    void ofManyNodesThatTheViewDoesNotKnowALongAnswerNamesOne() {
        String[] names = Fixture.names(150);
        Extender extender = Fixture.extender(VIEW, new Decision(), Stance.STRICT);

        Answer answer = extender.filter(Fixture.args(names));

        assertThat(names(answer)).containsExactly("n0", "n1", "n2");
        assertThat(Fixture.tree(answer).get("FailedAndUnresolvableNodes"))
                .isEqualTo(
                        Fixture.MAPPER
                                .createObjectNode()
                                .put("n3", ReasonCode.NODE_UNKNOWN.text()));
        assertThat(answer.refused()).isEqualTo(Map.of("HF1012", 147));
    }

    @Test
    void whereNoNodePassesEveryRefusedNodeHasItsReasonHoweverMany() {
        Decision decision = new Decision();
        String[] names = Fixture.names(150);
        for (int id = 0; id < names.length; id++) {
            decision.refuse(id, ReasonCode.SPREAD);
        }
        Extender extender = Fixture.extender(Fixture.view(names), decision, Stance.STRICT);

        Answer answer = extender.filter(Fixture.args(names));

        assertThat(Fixture.tree(answer).get("FailedAndUnresolvableNodes")).hasSize(150);
    }

    @Test
    void wholeNodesAreAnsweredWithWhatToConfigure() {
        byte[] body =
                Fixture.bytes(
                        "{\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}},"
                                + "\"Nodes\":{\"items\":[]},\"NodeNames\":null}");
        Answer answer = Fixture.extender(VIEW, new Decision(), Stance.STRICT).filter(body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(error(answer)).startsWith("HF2003").contains("nodeCacheCapable: true");
        assertThat(answer.outcome()).isEqualTo(Outcome.MISCONFIGURED);
    }

    @Test
    void aCallTooLongToBeReadIsAnsweredWithWhatToConfigure() {
        Answer answer = Extender.filterTooLong();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(error(answer)).startsWith("HF2004").contains("nodeCacheCapable: true");
        assertThat(answer.problem()).isEqualTo("too_large");
    }

    @Test
    void anIncompleteViewIsAnErrorForBothStances() {
        for (Stance stance : Stance.values()) {
            Extender extender =
                    new Extender(
                            () -> new ViewState.Incomplete("nodes are not listed"),
                            (_, _) -> new Decision(),
                            (_, _) -> true,
                            stance);
            Answer answer = extender.filter(Fixture.args("n0"));

            assertThat(error(answer))
                    .isEqualTo("HF2001: view not yet complete: nodes are not listed");
            assertThat(names(answer)).isEmpty();
            assertThat(answer.outcome()).isEqualTo(Outcome.NOT_READY);
        }
    }

    @Test
    void aStaleViewIsAnErrorForStrictAndRefusesNothingForLenient() {
        Answer strict = stale(Stance.STRICT).filter(Fixture.args("n0"));
        Answer lenient = stale(Stance.LENIENT).filter(Fixture.args("n0"));

        assertThat(error(strict)).isEqualTo("HF2002: view is too old: \"pods\" watch is down");
        assertThat(names(lenient)).containsExactly("n0");
        assertThat(lenient.outcome()).isEqualTo(Outcome.UNCHECKED);
    }

    private static Extender stale(Stance stance) {
        return new Extender(
                () -> new ViewState.Stale("\"pods\" watch is down"),
                (_, _) -> new Decision().refuse(0, ReasonCode.SPREAD),
                (_, _) -> true,
                stance);
    }

    @Test
    void nodesThatComeAndGoAreFollowed() {
        AtomicReference<ClusterView> view = new AtomicReference<>(VIEW);
        Extender extender =
                new Extender(
                        () -> new ViewState.Ready(view.get()),
                        (_, _) -> new Decision(),
                        (_, _) -> true,
                        Stance.STRICT);
        byte[] body = Fixture.args("n0", "n1", "n2", "n3");

        assertThat(names(extender.filter(body))).containsExactly("n0", "n1", "n2");
        view.set(view.get().apply(Fixture.put("n3")));
        assertThat(names(extender.filter(body))).containsExactly("n0", "n1", "n2", "n3");
        view.set(view.get().apply(new Change.NodeGone("n1")));
        assertThat(names(extender.filter(body))).containsExactly("n0", "n2", "n3");
        view.set(view.get().apply(Fixture.put("n1")));
        assertThat(names(extender.filter(body))).containsExactly("n0", "n1", "n2", "n3");
    }

    private static Set<String> names(Answer answer) {
        Set<String> names = new java.util.TreeSet<>();
        Fixture.tree(answer).get("NodeNames").forEach(name -> names.add(name.stringValue()));
        return names;
    }

    private static Set<String> texts(Answer answer) {
        Set<String> texts = new HashSet<>();
        JsonNode failed = Fixture.tree(answer).get("FailedAndUnresolvableNodes");
        failed.forEach(text -> texts.add(text.stringValue()));
        return texts;
    }

    private static String error(Answer answer) {
        return Fixture.tree(answer).get("Error").stringValue();
    }
}
