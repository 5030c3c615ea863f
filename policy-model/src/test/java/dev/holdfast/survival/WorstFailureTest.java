package dev.holdfast.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures whose worst choice is not the one that heaviest values suggest first. */
class WorstFailureTest {
    /** A member with its votes on each node: {@code node=votes}, the letter is the zone. */
    private static Scenario votes(String nodes, String quorum, String lose) {
        int all = 0;
        for (String node : nodes.split(" ", -1)) {
            all += Integer.parseInt(node.substring(3));
        }
        Scenario given =
                Scenario.role(
                        "replication: {factor: %d, votes: {label: votes}}, %s survive: [{lose: {%s}}]"
                                .formatted(all, quorum, lose));
        for (String node : nodes.split(" ", -1)) {
            String name = node.substring(0, 2);
            given.nodes(name + "=" + name.charAt(0) + "/r")
                    .pods("db-" + name + "@" + name)
                    .labelled("votes", node.substring(3), "db-" + name);
        }
        return given;
    }

    @ParameterizedTest(name = "{0}, lose {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a1=5 b1=2 b2=2 c1=2 c2=2                   | zone: 2, node: 1 | -7
                    a1=7 d1=7 b1=2 b2=2 b3=2 c1=2 c2=2 c3=2    | zone: 2, node: 2 | -14
                    a1=3 a2=3 b1=3 c1=1                        | zone: 1, node: 1 | -5
                    """)
    void aHeavyNodeMayBeLostBesideLighterZones(String nodes, String lose, int margin) {
        assertThat(votes(nodes, "", lose).goal(0).margin()).hasValue(margin);
    }

    @Test
    void theOnlyPairThatLosesAnOperationIsFound() {
        Scenario given =
                votes(
                        "a1=1 a2=1 a3=1 b1=2 c1=1 d1=1",
                        "quorum: {read: 3, write: 3},",
                        "zone: 1, node: 1");
        assertThat(given.goal(0).witness()).hasValue(List.of("zone/a", "node/b1"));
    }
}
