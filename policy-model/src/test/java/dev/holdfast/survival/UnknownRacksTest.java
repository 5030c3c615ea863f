package dev.holdfast.survival;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of unknown racks: hold or fail only where every rack says so. */
class UnknownRacksTest {
    private static final String IN_ZONES =
            "replication: {by: Any, factor: 3, rack: {domain: zone%s}}, %s";
    private static final String ZONE = "survive: [{lose: {zone: 1}}]";

    @Test
    void aMemberOfAnUnknownRackMayBeInEveryOne() {
        Scenario walk =
                Scenario.role(IN_ZONES.formatted("", ZONE))
                        .nodes("a1=a b1=b c1=c x")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@x");
        assertThat(walk.goal(0).result()).isEqualTo(Result.HOLD);
        assertThat(walk.goal(0).margin()).hasValue(0);
        Scenario two =
                Scenario.role(IN_ZONES.formatted(", max: 2", ZONE))
                        .nodes("a1=a b1=b c1=c x")
                        .pods("db-0@a1 db-1@b1 db-2@c1 db-3@x");
        assertThat(two.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(two.goal(0).unknown()).contains("node x has no zone label");
    }

    @Test
    void whatFailsInEveryRackFails() {
        Scenario given =
                Scenario.role(IN_ZONES.formatted("", ZONE))
                        .nodes("a1=a a2=a x")
                        .pods("db-0@a1 db-1@a2 db-2@x");
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/a"));
    }

    @Test
    void missingMembersOfUnknownRacksMayBeInOneOrInTwo() {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {label: rack, domain: zone}},"
                                        + " quorum: {read: One, write: One}, survive: [{lose: {node: 1}}]")
                        .nodes("a1=a b1=b")
                        .pods("db-0@a1 db-1@b1")
                        .labelled("rack", "r1", "db-0")
                        .labelled("rack", "r2", "db-1");
        given.owner("db", 4, Map.of("app", "db", "rack", "r3"));
        assertThat(given.goal(0).margin()).hasValue(0);
        given.owner("db", 4, Map.of("app", "db"));
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
        assertThat(given.goal(0).unknown()).containsExactly("rack of a member");
        assertThat(given.evict("db-0").allowed()).isFalse();
    }

    @Test
    void aMemberOfAnUnknownRackMayLeaveASetFewerRacksToChooseFrom() {
        Scenario given =
                Scenario.role(IN_ZONES.formatted("", ZONE))
                        .nodes("a1=a a2=a b1=b x")
                        .pods("db-0@a1 db-1@a2 db-2@b1 db-3@x");
        assertThat(given.evict("db-1").allowed()).isTrue();
        assertThat(given.up(false, "db-0").evict("db-1").allowed()).isFalse();
    }

    @Test
    void whereRacksAreMoreThanCanBeTriedNobodyMayGo() {
        Scenario given =
                Scenario.role(IN_ZONES.formatted("", ZONE))
                        .nodes("a1=a b1=b c1=c x1 x2 x3 x4 x5 x6")
                        .pods("db-0@a1 db-1@b1 db-2@c1");
        assertThat(given.evict("db-0").allowed()).isTrue();
        given.pods("db-3@x1 db-4@x2 db-5@x3 db-6@x4 db-7@x5 db-8@x6");
        assertThat(given.evict("db-0").allowed()).isFalse();
        assertThat(given.goal(0).result()).isEqualTo(Result.UNKNOWN);
    }

    /** Two of three racks are down: whatever the racks of the others, some set has both. */
    @ParameterizedTest(name = "{1} members missing over {2} nodes, rack {0}")
    @CsvSource({"zone, 6, 4", "node, 4, 4", "node, 3, 40"})
    void missingMembersAndEmptyRacksThatAreAlikeAreTriedOnce(
            String domain, int missing, int nodes) {
        Scenario given =
                Scenario.role(
                                "replication: {by: Any, factor: 3, rack: {label: rack, domain: %s}}, survive: [{lose: {node: 1}}]"
                                        .formatted(domain))
                        .nodes(
                                IntStream.range(0, nodes)
                                        .mapToObj(i -> "n%d=%c".formatted(i, "abc".charAt(i % 3)))
                                        .collect(joining(" ")))
                        .pods("db-0@n0 db-1@n1 db-2@n2")
                        .labelled("rack", "r1", "db-0")
                        .labelled("rack", "r2", "db-1")
                        .labelled("rack", "r3", "db-2")
                        .up(false, "db-0 db-1")
                        .owner("db", 3 + missing, Map.of("app", "db"));
        assertThat(given.goal(0).result()).isEqualTo(Result.FAIL);
    }
}
