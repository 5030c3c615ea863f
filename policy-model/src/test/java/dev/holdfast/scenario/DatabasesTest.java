package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.survival.SetVerdict.Result;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The policies for real databases, with members in zones as their operators place them, and as they
 * must not.
 */
class DatabasesTest {
    /** file | role | zone of each member, each on a node of its own | the results of its goals. */
    @ParameterizedTest(name = "{0}, {1} in {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    db-cassandra     | cassandra    | a a b b c c     | HOLD HOLD
                    db-cassandra     | cassandra    | a a a b b b     | FAIL HOLD
                    db-scylladb      | scylla       | a b c           | HOLD HOLD
                    db-scylladb      | scylla       | a a b           | FAIL HOLD
                    db-elasticsearch | masters      | a b c           | HOLD
                    db-elasticsearch | masters      | a a b           | FAIL
                    db-elasticsearch | hot          | a b c           | HOLD
                    db-elasticsearch | hot          | a a             | FAIL
                    db-opensearch    | managers     | a b c           | HOLD
                    db-opensearch    | data         | a b             | HOLD
                    db-opensearch    | data         | a a a           | FAIL
                    db-solr          | solr         | a a a           | HOLD
                    db-solr          | solr         | a               | FAIL
                    db-kafka         | controllers  | a b c           | HOLD
                    db-kafka         | brokers      | a b c           | HOLD HOLD HOLD
                    db-kafka         | brokers      | a a b           | FAIL HOLD FAIL
                    db-postgresql    | postgres     | a b c           | HOLD
                    db-postgresql    | postgres     | a b             | FAIL
                    db-cockroachdb   | ranges       | a a b b c c     | HOLD HOLD
                    db-cockroachdb   | ranges       | a a b b         | FAIL HOLD
                    db-tidb          | pd           | a b c           | HOLD
                    db-tidb          | tikv         | a b c a         | HOLD
                    db-tidb          | tikv         | a a b           | FAIL
                    db-mongodb       | config       | a b c           | HOLD
                    db-mongodb       | shards       | a b c           | HOLD
                    db-mongodb       | shards       | a b b           | FAIL
                    db-vitess        | shards       | a b c           | HOLD
                    db-vitess        | shards       | a a c           | FAIL
                    db-minio         | stripe       | a a b b c c d d | HOLD HOLD
                    db-minio         | stripe       | a a a b b b c c | FAIL HOLD
                    db-ceph          | mons         | a b c           | HOLD
                    db-ceph          | osds         | a a a           | HOLD
                    db-hdfs          | journalnodes | a b c           | HOLD
                    db-hdfs          | namenodes    | a b             | HOLD
                    db-hdfs          | namenodes    | a a             | FAIL
                    db-hdfs          | datanodes    | a a b b         | HOLD
                    db-couchbase     | data         | a b c           | HOLD
                    db-couchbase     | data         | a a             | FAIL
                    db-redis-cluster | shards       | a b             | HOLD
                    db-redis-cluster | shards       | b b             | FAIL
                    db-clickhouse    | shards       | a b             | HOLD
                    db-clickhouse    | shards       | c c             | FAIL
                    db-etcd          | etcd         | a a b b c       | HOLD HOLD
                    db-etcd          | etcd         | a a a b c       | FAIL HOLD
                    """)
    void aLayoutHoldsWhatTheDatabaseCanSurvive(
            String file, String roleName, String zones, String results) {
        Scenario given = Scenario.file(file);
        Role role =
                given.policy().spec().roles().stream()
                        .filter(one -> one.name().equals(roleName))
                        .findFirst()
                        .orElseThrow();
        int ordinal = 0;
        for (String zone : zones.split(" ", -1)) {
            String node = "n" + ordinal;
            given.nodes(node + "=" + zone)
                    .member(name(role, ordinal), labels(given, role, zone), node);
            ordinal++;
        }
        assertThat(given.results(roleName))
                .isEqualTo(Arrays.stream(results.split(" ", -1)).map(Result::valueOf).toList());
    }

    /** Redis Cluster's followers stand beside their leader. */
    private static String name(Role role, int ordinal) {
        return role.replication().by() == Replication.By.Pattern
                ? List.of("rc-leader-0", "rc-follower-0").get(ordinal)
                : role.name() + "-" + ordinal;
    }

    /** The labels that policy and role select by, and those that say set and rack. */
    private static Map<String, String> labels(Scenario given, Role role, String zone) {
        Map<String, String> labels = new LinkedHashMap<>();
        add(labels, given.policy().spec().selector());
        role.selector().ifPresent(selector -> add(labels, selector));
        role.replication().labels().forEach(label -> labels.put(label, "s0"));
        role.replication()
                .rack()
                .filter(rack -> rack.domain().equals("zone"))
                .flatMap(Replication.Rack::label)
                .ifPresent(label -> labels.put(label, "rack-" + zone));
        return labels;
    }

    private static void add(Map<String, String> labels, LabelSelector selector) {
        labels.putAll(selector.matchLabels());
        selector.matchExpressions().forEach(one -> labels.put(one.key(), one.values().getFirst()));
    }
}
