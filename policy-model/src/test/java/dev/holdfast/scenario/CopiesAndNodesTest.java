package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Committed;
import dev.holdfast.survival.SetVerdict.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/explanation/arithmetic.md, asked of the engine. */
class CopiesAndNodesTest {
    private static final String PAGE = "docs/explanation/arithmetic.md";

    private static void pageSays(String... row) throws IOException {
        assertThat(Files.readAllLines(Committed.path(PAGE)))
                .contains("| " + String.join(" | ", row) + " |");
    }

    /** Nodes that hold nothing stand by, so that a restart finds room. */
    private static int nodesToLose(List<String> copies, Amount usable, String goal) {
        String goals =
                IntStream.rangeClosed(1, 6)
                        .mapToObj(nodes -> "{lose: {node: " + nodes + "}, " + goal + "}")
                        .collect(Collectors.joining(", "));
        Scenario given =
                Scenario.role("replication: {factor: 3}, survive: [" + goals + "]")
                        .nodes("n1=a n2=b n3=c n4=a n5=b n6=c spare1=a spare2=b spare3=c")
                        .pods("db-0@n1 db-1@n2 db-2@n3");
        for (int i = 0; i < 3; i++) {
            given.copies("db-" + i, copies.get(i), usable);
        }
        return given.results().indexOf(Result.FAIL) + 1;
    }

    @ParameterizedTest(
            name = "enumerated: volume copies {0}: quorum lost by {3}, later by {4}, data by {5}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 each, on 3 nodes                                            | One | n1; n2; n3          | 2 | 2 | 3
                    2 each, as a ring on 3 nodes (A+B, B+C, C+A), any copy serves | One | n1 n2; n2 n3; n3 n1 | 2 | 3 | 3
                    2 each, the same ring, both copies needed                     | All | n1 n2; n2 n3; n3 n1 | 1 | 1 | 3
                    2 each, on 6 different nodes, any copy serves                 | One | n1 n4; n2 n5; n3 n6 | 2 | 4 | 6
                    """)
    void volumeCopiesNeverHelpNowAndOnlyNodesCount(
            String layout, Amount.Word usable, String copies, int now, int later, int data)
            throws IOException {
        List<String> nodes = List.of(copies.split("; ", -1));
        assertThat(nodesToLose(nodes, usable, "keep: [Read, Write], after: Now")).isEqualTo(now);
        assertThat(nodesToLose(nodes, usable, "keep: [Read, Write], after: Failover"))
                .isEqualTo(later);
        assertThat(nodesToLose(nodes, usable, "keep: [Data]")).isEqualTo(data);
        String bold = now == 1 ? "**" : "";
        pageSays(layout, bold + now + bold, bold + later + bold, "" + data);
    }

    @ParameterizedTest(name = "{0} members, {3}: margin {5}")
    @CsvSource({
        "3, a b c, 2, {zone: 1}, 2, 0",
        "3, a a b, 2, {zone: 1}, 1, -1",
        "5, a a b b c, 3, {zone: 1}, 3, 0",
        "5, a a b b c, 3, '{zone: 1, node: 1}', 2, -1"
    })
    void theMarginIsWhatIsLeftOverInTheWorstCase(
            int members, String zones, int needed, String lose, int remain, int margin)
            throws IOException {
        Scenario given =
                Scenario.role(
                        "replication: {factor: " + members + "}, survive: [{lose: " + lose + "}]");
        String[] zone = zones.split(" ", -1);
        for (int i = 0; i < members; i++) {
            given.nodes("n" + i + "=" + zone[i]).pods("db-" + i + "@n" + i);
        }
        assertThat(given.goal(0).margin()).hasValue(margin);
        assertThat(remain - needed).isEqualTo(margin);
        assertThat(Files.readString(Committed.path(PAGE)))
                .contains(" | " + needed + " | ")
                .contains(
                        " | " + remain + " | " + margin + ": " + (margin < 0 ? "fails" : "holds"));
    }

    /** Goals, the n-th of which loses n nodes. */
    private static String losing(int most, String keep) {
        List<String> goals = new ArrayList<>();
        for (int nodes = 1; nodes <= most; nodes++) {
            goals.add("{lose: {node: " + nodes + "}" + keep + "}");
        }
        return "survive: [" + String.join(", ", goals) + "]";
    }

    @ParameterizedTest(name = "etcd FAQ v3.8: {0} members, majority {1}, tolerance {2}")
    @CsvSource({
        "1, 1, 0", "2, 2, 0", "3, 2, 1", "4, 3, 1", "5, 3, 2", "6, 4, 2", "7, 4, 3", "8, 5, 3",
        "9, 5, 4"
    })
    void aMajorityToleratesWhatEtcdSays(int members, int majority, int tolerance) {
        Scenario given =
                Scenario.role(
                        "replication: {factor: "
                                + members
                                + "}, "
                                + losing(members, ", after: Now"));
        for (int i = 0; i < members; i++) {
            given.nodes("n" + i + "=z" + i).pods("db-" + i + "@n" + i);
        }
        assertThat(given.results().indexOf(Result.FAIL)).isEqualTo(tolerance);
        assertThat(given.goal(members - 1).margin()).hasValue(-majority);
    }

    @ParameterizedTest(
            name =
                    "MinIO docs/distributed/SIZING.md: {0} servers, stripe {2}, EC:{3}: reads {4},"
                            + " writes {5}")
    @CsvSource({
        "1, 1, 1, 0, 0, 0",
        "1, 4, 4, 2, 0, 0",
        "4, 1, 4, 2, 2, 1",
        "5, 1, 5, 2, 2, 2",
        "6, 1, 6, 3, 3, 2",
        "7, 1, 7, 3, 3, 3",
        "4, 2, 8, 4, 2, 1",
        "5, 2, 10, 4, 2, 2",
        "6, 2, 12, 4, 2, 2",
        "7, 2, 14, 4, 2, 2",
        "8, 1, 8, 4, 4, 3",
        "8, 2, 16, 4, 2, 2",
        "9, 2, 9, 4, 4, 4",
        "10, 2, 10, 4, 4, 4",
        "11, 2, 11, 4, 4, 4",
        "12, 2, 12, 4, 4, 4",
        "13, 2, 13, 4, 4, 4",
        "14, 2, 14, 4, 4, 4",
        "15, 2, 15, 4, 4, 4",
        "16, 2, 16, 4, 4, 4"
    })
    void anErasureSetToleratesWhatMinioSays(
            int servers, int drives, int stripe, int parity, int reads, int writes) {
        assertThat(stripe / servers).isBetween(1, drives);
        String role =
                "replication: {factor: %d, unitsPerMember: %d, erasure: {data: %d, parity: %d}}, "
                        .formatted(stripe, stripe / servers, stripe - parity, parity);
        Scenario read = Scenario.role(role + losing(servers, ", keep: [Read], after: Now"));
        Scenario write = Scenario.role(role + losing(servers, ", keep: [Write], after: Now"));
        for (int i = 0; i < servers; i++) {
            read.nodes("n" + i + "=z").pods("minio-" + i + "@n" + i);
            write.nodes("n" + i + "=z").pods("minio-" + i + "@n" + i);
        }
        assertThat(read.results().indexOf(Result.FAIL)).isEqualTo(reads);
        assertThat(write.results().indexOf(Result.FAIL)).isEqualTo(writes);
    }

    @ParameterizedTest(
            name =
                    "CockroachDB v26.3 disaster-recovery-planning: {1} of {0} nodes over 3 AZ:"
                            + " factor {2} (0: not possible)")
    @CsvSource({
        "3, {node: 1}, 3", "5, {node: 1}, 3", "9, {node: 1}, 3",
        "3, {zone: 1}, 3", "5, {zone: 1}, 3", "9, {zone: 1}, 3",
        "3, {node: 2}, 0", "5, {node: 2}, 5", "9, {node: 2}, 5",
        "3, '{zone: 1, node: 1}', 0", "5, '{zone: 1, node: 1}', 0", "9, '{zone: 1, node: 1}', 9",
        "3, {zone: 2}, 0", "5, {zone: 2}, 0", "9, {zone: 2}, 0"
    })
    void evenlyPlacedRangesNeedTheFactorThatCockroachSays(int nodes, String lose, int factor) {
        int least = 0;
        for (int some = nodes; some > 0; some -= 2) {
            Scenario given =
                    Scenario.role(
                            "replication: {by: Any, factor: %d, rack: {domain: zone, max: %d}}, survive: [{lose: %s, after: Now}]"
                                    .formatted(some, (some + 2) / 3, lose));
            for (int i = 0; i < nodes; i++) {
                given.nodes("n" + i + "=z" + i % 3).pods("db-" + i + "@n" + i);
            }
            least = given.results().contains(Result.HOLD) ? some : least;
        }
        assertThat(least).isEqualTo(factor);
    }

    @ParameterizedTest(name = "CloudNativePG failover docs: R {0}, W {1}, N {2}: {3}")
    @CsvSource({"2, 1, 2, true", "1, 1, 2, false", "3, 2, 4, true", "2, 2, 4, false"})
    void noAcknowledgedWriteIsLostWhileReadAndWriteQuorumsOverlap(
            int read, int write, int units, boolean safe) {
        Scenario given =
                Scenario.role(
                        "replication: {factor: %d}, quorum: {read: %d, write: %d}, survive: [{lose: {rack: 1}, keep: [Acked]}]"
                                .formatted(units, read, write));
        // What a read quorum may not see is one rack, every other member is a rack of its own.
        for (int i = 0; i < units; i++) {
            String rack = i < units - read ? "unseen" : "r" + i;
            given.nodes("n" + i + "=z/" + rack).pods("db-" + i + "@n" + i);
        }
        boolean lost =
                units == read
                        ? given.goal(0).witness().equals(Optional.of(List.of()))
                        : given.goal(0).margin().orElseThrow() < 0;
        assertThat(lost).isEqualTo(!safe);
    }

    private static final String SIX =
            "replication: {by: Any, factor: 3, rack: {domain: zone}}, survive: [{lose: {node: 1},"
                    + " keep: [Data]}]";

    @Test
    void aWalkOverRacksRepeatsThemAndAnEvenPlacerDoesNot() {
        String any =
                "replication: {by: Any, factor: 5, rack: {domain: zone%s}}, survive: [{lose: {zone:"
                        + " 1}}]";
        String nodes = "a1=a a2=a a3=a b1=b b2=b b3=b c1=c c2=c c3=c";
        String pods = "a-1@a1 a-2@a2 a-3@a3 b-1@b1 b-2@b2 b-3@b3 c-1@c1 c-2@c2 c-3@c3";
        Scenario walk = Scenario.role(any.formatted("")).nodes(nodes).pods(pods);
        Scenario even = Scenario.role(any.formatted(", max: 2")).nodes(nodes).pods(pods);
        assertThat(walk.goal(0).margin()).hasValue(-1);
        assertThat(even.goal(0).margin()).hasValue(0);
    }

    @Test
    void twoOfSixDownInOneRackAreOneOfEachSetAndInTwoRacksTwo() {
        Scenario given =
                Scenario.role(SIX)
                        .nodes("a1=a a2=a b1=b b2=b c1=c c2=c")
                        .pods("a-1@a1 a-2@a2 b-1@b1 b-2@b2 c-1@c1 c-2@c2");
        assertThat(given.up(false, "a-1 a-2").evict("a-1").allowed()).isTrue();
        assertThat(given.evict("b-1").allowed()).isFalse();
        assertThat(given.role().exposure().negative()).isZero();
        given.up(true, "a-2").up(false, "b-1");
        assertThat(given.role().exposure().negative()).isPositive();
    }
}
