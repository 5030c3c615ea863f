package dev.holdfast.view;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.Placement;
import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.rules.SmallCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReservationTest {
    private static final Map<String, String> DB = Map.of("app", "db");
    private static final Reservation ON_A1 = new Reservation("ns", "db-0", "db-0", "a1");

    private final SmallCluster cluster =
            new SmallCluster()
                    .nodes("a1", "a2", "b1", "c1")
                    .policy(
                            "p",
                            "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}, survive: [{lose: {zone: 1}}]}]}");

    private SmallCluster pending(String... names) {
        for (String name : names) {
            cluster.pod(name, Optional.empty(), DB, List.of());
        }
        return cluster;
    }

    private List<String> refusedFor(String name) {
        PlacementDecision decision = Placement.decide(cluster.view(), pod(name));
        List<String> refused = new ArrayList<>();
        for (String node : List.of("a1", "a2", "b1", "c1")) {
            if (decision.refusal(cluster.view().nodeId(node)).equals(SURVIVAL)) {
                refused.add(node);
            }
        }
        return refused;
    }

    private static final Optional<ReasonCode> SURVIVAL = Optional.of(ReasonCode.SURVIVAL);

    private PodState pod(String name) {
        return requireNonNull(cluster.view().pod("ns", name));
    }

    @Test
    void aMemberCountsOnTheNodeThatIsHeldForIt() {
        pending("db-0", "db-1");
        assertThat(refusedFor("db-1")).isEmpty();

        cluster.put(new Change.ReservationPut(ON_A1));

        assertThat(refusedFor("db-1")).containsExactly("a1", "a2");
        assertThat(pod("db-0").reservedNode()).contains("a1");
    }

    @Test
    void aReservationThatIsTakenBackCountsNoMore() {
        pending("db-0", "db-1").put(new Change.ReservationPut(ON_A1));

        cluster.put(new Change.ReservationGone("ns", "db-0"));

        assertThat(refusedFor("db-1")).isEmpty();
    }

    @Test
    void itMayComeBeforeThePodAndBeforeThePolicy() {
        SmallCluster early = new SmallCluster().nodes("a1", "b1", "c1");
        early.put(new Change.ReservationPut(ON_A1));
        early.pod("db-0", Optional.empty(), DB, List.of());
        early.policy(
                "p", "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}}]}");

        PodState member = early.members("p").roles().getFirst().membersOf("").getFirst();

        assertThat(member.reservedNode()).contains("a1");
    }

    @Test
    void itIsForThePodOfItsUidAlone() {
        pending("db-0", "db-1");

        cluster.put(new Change.ReservationPut(new Reservation("ns", "db-0", "older", "a1")));

        assertThat(refusedFor("db-1")).isEmpty();
    }

    @Test
    void aBoundMemberIsWhereItIsBound() {
        pending("db-0", "db-1").put(new Change.ReservationPut(ON_A1));

        cluster.pod("db-0", "b1", DB);

        assertThat(refusedFor("db-1")).containsExactly("b1");
    }

    @Test
    void theLedgerComesBeforeANomination() {
        pending("db-1").put(new Change.PodPut(nominated("db-0", "b1")));
        assertThat(refusedFor("db-1")).containsExactly("b1");

        cluster.put(new Change.ReservationPut(ON_A1));
        assertThat(refusedFor("db-1")).containsExactly("a1", "a2");

        cluster.put(new Change.ReservationGone("ns", "db-0"));
        assertThat(refusedFor("db-1")).containsExactly("b1");
    }

    private static PodState nominated(String name, String node) {
        return new PodState(
                "ns",
                name,
                name,
                DB,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(node),
                false,
                0,
                false,
                false,
                List.of());
    }
}
