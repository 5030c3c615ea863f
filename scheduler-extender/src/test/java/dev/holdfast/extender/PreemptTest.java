package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.ClusterView;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class PreemptTest {
    private static final ClusterView VIEW = Fixture.view("n0", "n1", "n2");

    @Test
    void theRecordedRequestIsEchoedWhenNothingSpeaksAgainstIt() {
        byte[] body = Fixture.golden("preempt-request.json");
        Answer answer = Fixture.extender(VIEW, new Decision(), Stance.STRICT).preempt(body);

        assertThat(victims(answer))
                .isEqualTo(Fixture.MAPPER.readTree(body).get("NodeNameToMetaVictims"));
        assertThat(answer.pod()).isEqualTo("default/hi-all");
    }

    @Test
    void nobodyDiesOnANodeThatFilterWouldRefuse() {
        Decision decision = new Decision().refuse(1, ReasonCode.VOLUME_ELSEWHERE);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .preempt(Fixture.golden("preempt-request.json"));

        assertThat(victims(answer).propertyNames()).containsExactly("n0", "n2");
        assertThat(answer.refused()).containsExactly(java.util.Map.entry("HF1003", 1));
    }

    @Test
    void warnDropsNoNodeForThePendingPod() {
        Decision decision = new Decision().refuse(1, ReasonCode.VOLUME_ELSEWHERE).warnOnly();
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .preempt(Fixture.golden("preempt-request.json"));

        assertThat(victims(answer)).hasSize(3);
    }

    @Test
    void aNodeThatTheViewDoesNotKnowIsDroppedByStrictOnly() {
        ClusterView view = Fixture.view("n0");
        byte[] body = Fixture.golden("preempt-request.json");

        Answer strict = Fixture.extender(view, new Decision(), Stance.STRICT).preempt(body);
        Answer lenient = Fixture.extender(view, new Decision(), Stance.LENIENT).preempt(body);

        assertThat(victims(strict).propertyNames()).containsExactly("n0");
        assertThat(victims(lenient)).hasSize(3);
    }

    @Test
    void wholePodsAreAnsweredAsMetaVictimsAndEmptyVictimListsAreKept() {
        String body =
                """
                {"Pod":{"metadata":{"name":"a","namespace":"b"}},
                 "NodeNameToVictims":{"n0":{"Pods":[{"metadata":{"uid":"u\\"1","name":"x"},
                  "spec":{"containers":[]}}],"NumPDBViolations":2},"n1":{"Pods":null}},
                 "NodeNameToMetaVictims":null}
                """;
        Answer answer =
                Fixture.extender(VIEW, new Decision(), Stance.STRICT).preempt(Fixture.bytes(body));

        assertThat(Fixture.text(answer))
                .isEqualTo(
                        "{\"NodeNameToMetaVictims\":{\"n0\":{\"Pods\":[{\"UID\":\"u\\\"1\"}],"
                                + "\"NumPDBViolations\":2},\"n1\":{\"Pods\":[],\"NumPDBViolations\":0}}}");
    }

    @Test
    void allDroppedIsAnEmptyMap() {
        Decision decision =
                new Decision()
                        .refuse(0, ReasonCode.SPREAD)
                        .refuse(1, ReasonCode.SPREAD)
                        .refuse(2, ReasonCode.SPREAD);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .preempt(Fixture.golden("preempt-request.json"));

        assertThat(Fixture.text(answer)).isEqualTo("{\"NodeNameToMetaVictims\":{}}");
        assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED_ALL);
    }

    @Test
    void nobodyDiesWhileTheViewIsNotComplete() {
        Extender extender =
                new Extender(
                        () -> new ViewState.Stale("old"),
                        (_, _) -> new Decision(),
                        (_, _) -> true,
                        Stance.LENIENT);
        Answer answer = extender.preempt(Fixture.golden("preempt-request.json"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(Fixture.text(answer)).contains("HF2002");
    }

    private static JsonNode victims(Answer answer) {
        return Fixture.tree(answer).get("NodeNameToMetaVictims");
    }
}
