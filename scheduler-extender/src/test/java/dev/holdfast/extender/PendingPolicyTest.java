package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Decoded;
import dev.holdfast.policy.PolicyDecoder;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PendingPolicy;
import dev.holdfast.view.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A policy that is there and cannot be followed yet is no reason to say that a pod fits. */
final class PendingPolicyTest {
    private static final ClusterView VIEW = Fixture.view("n0", "n1", "n2");
    private static final byte[] MEMBER = asked("db", "db");
    private static final byte[] INITIALIZER = asked("db", "init");

    private static byte[] asked(String namespace, String app) {
        return Fixture.bytes(
                """
                {"Pod": {"metadata": {"name": "db-0", "namespace": "%s", "labels": {"app": "%s"}}},
                 "Nodes": null, "NodeNames": ["n0", "n1"]}
                """
                        .formatted(namespace, app));
    }

    private static DataPlacementPolicy policy(String enforcement) {
        Map<String, Object> document =
                Map.of(
                        "apiVersion",
                        "holdfast.dev/v1alpha1",
                        "kind",
                        "DataPlacementPolicy",
                        "metadata",
                        Map.of("name", "db", "namespace", "db"),
                        "spec",
                        Map.of(
                                "enforcement",
                                enforcement,
                                "selector",
                                Map.of("matchLabels", Map.of("app", "db")),
                                "roles",
                                List.of(
                                        Map.of(
                                                "replication",
                                                Map.of("factor", 3),
                                                "initializers",
                                                Map.of("matchLabels", Map.of("app", "init"))))));
        return switch (PolicyDecoder.decode(document)) {
            case Decoded.Ok(DataPlacementPolicy policy) -> policy;
            case Decoded.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static Change pending(Optional<DataPlacementPolicy> policy) {
        return new Change.PolicyPending(new PendingPolicy("db", "db", policy));
    }

    private static Extender extender(ClusterView view, Stance stance) {
        return Fixture.extender(view, new Decision().notInvolved(), stance);
    }

    private static String error(Answer answer) {
        return Fixture.tree(answer).get("Error").stringValue();
    }

    @Test
    void strictAnswersAnErrorForPodsOfAPolicyThatCannotBeFollowedYet() {
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));
        for (byte[] pod : List.of(MEMBER, INITIALIZER)) {
            Answer answer = extender(opening, Stance.STRICT).filter(pod);

            assertThat(error(answer))
                    .isEqualTo("HF2005: a policy of the pod's namespace cannot be applied yet");
            assertThat(Fixture.tree(answer).get("NodeNames")).isEmpty();
            assertThat(answer.outcome()).isEqualTo(Outcome.NOT_READY);
        }
    }

    @Test
    void lenientLetsThemPassUnchecked() {
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));

        Answer answer = extender(opening, Stance.LENIENT).filter(MEMBER);

        assertThat(error(answer)).isEmpty();
        assertThat(Fixture.tree(answer).get("NodeNames")).hasSize(2);
        assertThat(answer.outcome()).isEqualTo(Outcome.UNCHECKED);
    }

    @Test
    void podsThatItWillNotSpeakForOrRefuseNothingArePassedOn() {
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));
        ClusterView warning = VIEW.apply(pending(Optional.of(policy("Warn"))));

        assertThat(extender(opening, Stance.STRICT).filter(asked("db", "web")).outcome())
                .isEqualTo(Outcome.NOT_INVOLVED);
        assertThat(extender(opening, Stance.STRICT).filter(asked("other", "db")).outcome())
                .isEqualTo(Outcome.NOT_INVOLVED);
        assertThat(extender(warning, Stance.STRICT).filter(MEMBER).outcome())
                .isEqualTo(Outcome.NOT_INVOLVED);
    }

    @Test
    void whomAPolicySpeaksForThatCannotBeReadIsNotKnown() {
        ClusterView unreadable = VIEW.apply(pending(Optional.empty()));

        assertThat(error(extender(unreadable, Stance.STRICT).filter(asked("db", "web"))))
                .startsWith("HF2005: ");
        assertThat(extender(unreadable, Stance.STRICT).filter(asked("other", "db")).outcome())
                .isEqualTo(Outcome.NOT_INVOLVED);
    }

    @Test
    void podsThatAnotherPolicySpeaksForAreDecidedByThatOne() {
        ClusterView unreadable = VIEW.apply(pending(Optional.empty()));
        Extender extender = Fixture.extender(unreadable, new Decision(), Stance.STRICT);

        assertThat(extender.filter(MEMBER).outcome()).isEqualTo(Outcome.OK);
        assertThat(Fixture.tree(extender.prioritize(MEMBER))).hasSize(2);
    }

    @Test
    void policyThatIsAppliedOrGoneIsNotPendingAnyMore() {
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));

        for (Change end :
                List.of(
                        new Change.PolicyPut(policy("Enforce")),
                        new Change.PolicyGone("db", "db"))) {
            assertThat(extender(opening.apply(end), Stance.STRICT).filter(MEMBER).outcome())
                    .isEqualTo(Outcome.NOT_INVOLVED);
        }
    }

    @Test
    void prioritizeHasNoOpinionWhateverTheStance() {
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));
        for (Stance stance : Stance.values()) {
            Answer answer = extender(opening, stance).prioritize(MEMBER);

            assertThat(Fixture.text(answer)).isEqualTo("[]");
            assertThat(answer.outcome()).isEqualTo(Outcome.NOT_READY);
        }
    }

    @Test
    void nobodyDiesForSuchAPodWhateverTheStance() {
        byte[] body =
                Fixture.bytes(
                        """
                        {"Pod": {"metadata": {"name": "db-0", "namespace": "db",
                                              "labels": {"app": "db"}}},
                         "NodeNameToMetaVictims": {"n0": {"Pods": [{"UID": "u"}]}}}
                        """);
        ClusterView opening = VIEW.apply(pending(Optional.of(policy("Enforce"))));
        for (Stance stance : Stance.values()) {
            Answer answer = extender(opening, stance).preempt(body);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(Fixture.text(answer)).startsWith("HF2005: ");
        }
    }

    @Test
    void noMemberOfSuchAPolicyDiesForAnybody() {
        byte[] body =
                Fixture.bytes(
                        """
                        {"Pod": {"metadata": {"name": "other-0", "namespace": "other"}},
                         "NodeNameToMetaVictims": {"n0": {"Pods": [{"UID": "uid-of-db-1"}]},
                                                   "n1": {"Pods": [{"UID": "another"}]}}}
                        """);
        PodState victim =
                new PodState(
                        "db",
                        "db-1",
                        "uid-of-db-1",
                        Map.of("app", "db"),
                        Map.of(),
                        Optional.empty(),
                        Optional.of("n0"),
                        Optional.empty(),
                        true,
                        0,
                        false,
                        false,
                        List.of());
        ClusterView opening =
                VIEW.apply(new Change.PodPut(victim))
                        .apply(pending(Optional.of(policy("Enforce"))));

        Answer answer = extender(opening, Stance.STRICT).preempt(body);

        assertThat(Fixture.tree(answer).get("NodeNameToMetaVictims").propertyNames())
                .containsExactly("n1");
    }
}
