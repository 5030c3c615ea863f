package dev.holdfast.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.view.Change;
import dev.holdfast.view.Grant;
import dev.holdfast.view.PodState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One member after the other: who is not back yet counts as down for the next one. */
class EvictionInTurnTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Map<String, String> DB = Map.of("app", "db");
    private static final String SETTLES =
            "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}, survive: [{lose: {node: 1}}], disruption: {settle: 5m}}]}";
    private static final String AT_ONCE =
            "{selector: {matchLabels: {app: db}}, roles: [{replication: {factor: 3}, survive: [{lose: {node: 1}}]}]}";

    private final SmallCluster cluster = new SmallCluster().nodes("a1", "b1", "c1");

    private EvictionInTurnTest policy(String spec) {
        cluster.policy("p", spec);
        return this;
    }

    private EvictionInTurnTest member(String name, String node, String uid, long readySince) {
        cluster.put(
                new Change.PodPut(
                        new PodState(
                                "ns",
                                name,
                                uid,
                                DB,
                                Map.of(),
                                Optional.empty(),
                                Optional.of(node),
                                Optional.empty(),
                                true,
                                readySince,
                                false,
                                false,
                                List.of())));
        return this;
    }

    private EvictionInTurnTest threeReadyForAnHour() {
        long since = NOW.minusSeconds(3600).getEpochSecond();
        return member("db-0", "a1", "0", since)
                .member("db-1", "b1", "1", since)
                .member("db-2", "c1", "2", since);
    }

    private EvictionInTurnTest granted(String name, String uid) {
        cluster.put(new Change.GrantPut(new Grant("ns", name, uid, NOW.minusSeconds(40))));
        return this;
    }

    private Eviction.Answer evict(String name, Instant now) {
        return Eviction.of(cluster.view(), requireNonNull(cluster.view().pod("ns", name)), now);
    }

    @Test
    void aMemberWhoseEvictionWasGrantedCountsAsDownForTheNextOne() {
        policy(AT_ONCE).threeReadyForAnHour();
        assertThat(evict("db-1", NOW).allowed()).isTrue();

        granted("db-0", "0");

        assertThat(evict("db-1", NOW).reasons())
                .singleElement()
                .asString()
                .contains("already down: db-0 (evicted, granted 40s ago)");
    }

    @Test
    void theSameEvictionIsGrantedAgainWhenItIsAskedForAgain() {
        policy(AT_ONCE).threeReadyForAnHour().granted("db-0", "0");

        assertThat(evict("db-0", NOW).allowed()).isTrue();
    }

    @Test
    void aGrantEndsWithThePodThatItWasGivenFor() {
        policy(AT_ONCE).threeReadyForAnHour().granted("db-0", "0");

        member("db-0", "a1", "0-again", NOW.minusSeconds(1).getEpochSecond());

        assertThat(evict("db-1", NOW).allowed()).isTrue();
    }

    @Test
    void aGrantThatIsTakenBackCountsNoMore() {
        policy(AT_ONCE).threeReadyForAnHour().granted("db-0", "0");

        cluster.put(new Change.GrantGone("ns", "0"));

        assertThat(evict("db-1", NOW).allowed()).isTrue();
    }

    @Test
    void aMemberIsBackOnceItIsReadyForAsLongAsThePolicySays() {
        long since = NOW.minusSeconds(299).getEpochSecond();
        policy(SETTLES).threeReadyForAnHour().member("db-0", "a1", "0-again", since);

        assertThat(evict("db-1", NOW).reasons())
                .singleElement()
                .asString()
                .contains("already down: db-0 (Ready for 299s, settles in 5m)");
        assertThat(evict("db-1", NOW.plusSeconds(1)).allowed()).isTrue();
    }

    @Test
    void theOneMemberThatHasNotSettledMayGo() {
        long since = NOW.minusSeconds(10).getEpochSecond();
        policy(SETTLES).threeReadyForAnHour().member("db-0", "a1", "0-again", since);

        assertThat(evict("db-0", NOW).allowed()).isTrue();
    }

    @Test
    void whereNobodyHasSettledNobodyMayGo() {
        long since = NOW.minusSeconds(10).getEpochSecond();
        policy(SETTLES)
                .member("db-0", "a1", "0", since)
                .member("db-1", "b1", "1", since)
                .member("db-2", "c1", "2", since);

        assertThat(evict("db-0", NOW).allowed()).isFalse();
        assertThat(evict("db-0", NOW.plusSeconds(290)).allowed()).isTrue();
    }

    @Test
    void sinceWhenAMemberIsReadyMayBeUnknownAndIsNoPass() {
        policy(SETTLES).threeReadyForAnHour().member("db-0", "a1", "0", 0);

        assertThat(evict("db-1", NOW).reasons())
                .singleElement()
                .asString()
                .contains("db-0 (Ready, since when is unknown; settles in 5m)");
        member("db-1", "b1", "1", 0);
        assertThat(evict("db-0", NOW).allowed()).isFalse();
    }

    @Test
    void aTimeToComeIsNoProofOfHavingSettled() {
        long since = NOW.plusSeconds(4000).getEpochSecond();
        policy(SETTLES).threeReadyForAnHour().member("db-0", "a1", "0", since);

        assertThat(evict("db-1", NOW).allowed()).isFalse();
    }
}
