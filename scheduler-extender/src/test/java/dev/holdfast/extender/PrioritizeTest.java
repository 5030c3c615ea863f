package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import dev.holdfast.view.ClusterView;
import org.junit.jupiter.api.Test;

final class PrioritizeTest {
    private static final ClusterView VIEW = Fixture.view("n0", "n1", "n2");

    @Test
    void everyNameGetsItsScoreAndAnUnknownOneNothing() {
        Decision decision = new Decision().score(0, 10).score(2, 3);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .prioritize(Fixture.args("n0", "n2", "other"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Fixture.golden("prioritize-answer.json"));
    }

    @Test
    void scoresBeyondTheProtocolsRangeAreCut() {
        Decision decision = new Decision().score(0, 11).score(1, -1);
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT)
                        .prioritize(Fixture.args("n0", "n1"));

        assertThat(Fixture.text(answer)).contains("10").doesNotContain("11").doesNotContain("-");
    }

    @Test
    void warnScoresLikeEnforce() {
        Decision decision = new Decision().score(0, 7).warnOnly();
        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT).prioritize(Fixture.args("n0"));

        assertThat(Fixture.text(answer)).isEqualTo("[{\"Host\":\"n0\",\"Score\":7}]");
    }

    @Test
    void thereIsNoOpinionOnPodsWithoutPolicyNorBeforeTheViewIsComplete() {
        Answer uninvolved =
                Fixture.extender(VIEW, new Decision().notInvolved(), Stance.STRICT)
                        .prioritize(Fixture.args("n0"));
        Answer early =
                new Extender(
                                () -> new ViewState.Incomplete("x"),
                                (_, _) -> new Decision(),
                                (_, _) -> true,
                                Stance.STRICT)
                        .prioritize(Fixture.args("n0"));

        assertThat(Fixture.text(uninvolved)).isEqualTo("[]");
        assertThat(Fixture.text(early)).isEqualTo("[]");
        assertThat(early.outcome()).isEqualTo(Outcome.NOT_READY);
    }
}
