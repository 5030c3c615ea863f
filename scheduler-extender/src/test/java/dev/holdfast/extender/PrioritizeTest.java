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
    void aLongAnswerHasOnlyWhatNodesAreBetterThanTheWorst() {
        Decision decision = new Decision();
        String[] names = Fixture.names(150);
        for (int id = 0; id < names.length; id++) {
            decision.score(id, 3);
        }
        decision.score(7, 10).score(9, 4);
        Extender extender = Fixture.extender(Fixture.view(names), decision, Stance.STRICT);

        assertThat(Fixture.text(extender.prioritize(Fixture.args(names))))
                .isEqualTo("[{\"Host\":\"n7\",\"Score\":7},{\"Host\":\"n9\",\"Score\":1}]");
    }

    @Test
    void aLongAnswerIsEmptyWhereAllNodesAreEquallyGood() {
        String[] names = Fixture.names(150);
        Decision decision = new Decision();
        for (int id = 0; id < names.length; id++) {
            decision.score(id, 5);
        }
        Extender extender = Fixture.extender(Fixture.view(names), decision, Stance.STRICT);

        assertThat(Fixture.text(extender.prioritize(Fixture.args(names)))).isEqualTo("[]");
    }

    @Test
    void nodesThatTheViewDoesNotKnowAreTheWorst() {
        String[] names = Fixture.names(150);
        Decision decision = new Decision().score(0, 5).score(1, 5).score(2, 5);

        Answer answer =
                Fixture.extender(VIEW, decision, Stance.STRICT).prioritize(Fixture.args(names));

        assertThat(Fixture.tree(answer)).hasSize(3);
        assertThat(Fixture.text(answer)).contains("{\"Host\":\"n2\",\"Score\":5}");
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
