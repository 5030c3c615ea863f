package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.PlacementDecision;
import dev.holdfast.rules.Reason;
import dev.holdfast.rules.ReasonCode;
import dev.holdfast.view.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SamplingTest {
    private static final ClusterView VIEW = Fixture.view(names(0, 300));

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "n" + i).toArray(String[]::new);
    }

    /** Everything is allowed; these are the nodes with the data. */
    private record Data(int... nodes) implements PlacementDecision {
        @Override
        public boolean involved() {
            return true;
        }

        @Override
        public boolean enforced() {
            return true;
        }

        @Override
        public Optional<ReasonCode> refusal(int node) {
            return Optional.empty();
        }

        @Override
        public int score(int node) {
            return 0;
        }

        @Override
        public List<Reason> reasons(int node) {
            return List.of();
        }

        @Override
        public List<String> passed(int node) {
            return List.of();
        }

        @Override
        public int[] dataNodes() {
            return nodes;
        }
    }

    private static Optional<Sampling> seen(byte[] body, int... dataNodes) {
        return Fixture.extender(VIEW, new Data(dataNodes), Stance.STRICT).filter(body).sampling();
    }

    @Test
    void dataNodesAmongThoseOfferedAreCounted() {
        assertThat(seen(Fixture.args(names(0, 120)), 5, 119, 120))
                .hasValueSatisfying(sampling -> {
                    assertThat(sampling.dataNodes()).isEqualTo(3);
                    assertThat(sampling.dataNodesOffered()).isEqualTo(2);
                    assertThat(sampling.offered()).isEqualTo(120);
                    assertThat(sampling.nodes()).isEqualTo(300);
                    assertThat(sampling.missedAll()).isFalse();
                });
    }

    @Test
    void sampleWithoutAnyDataNodeMissedAll() {
        assertThat(seen(Fixture.args(names(0, 100)), 299))
                .hasValueSatisfying(sampling -> assertThat(sampling.missedAll()).isTrue());
    }

    @Test
    void fewerNodesThanKubeSchedulersLeastSampleAreNoSample() {
        assertThat(seen(Fixture.args(names(0, 99)), 299))
                .hasValueSatisfying(sampling -> assertThat(sampling.missedAll()).isFalse());
    }

    @Test
    void podWithoutDataNodesTellsNothing() {
        assertThat(seen(Fixture.args(names(0, 200)))).isEmpty();
    }

    @Test
    void nominatedNodeAskedAboutAloneTellsNothing() {
        String nominated =
                "{\"Pod\":{\"metadata\":{\"name\":\"db-0\",\"namespace\":\"db\"},"
                        + "\"status\":{\"nominatedNodeName\":\"n7\"}},"
                        + "\"Nodes\":null,\"NodeNames\":[\"n7\"]}";

        assertThat(seen(Fixture.bytes(nominated), 299)).isEmpty();
        assertThat(seen(Fixture.args("n7"), 299)).isPresent();
    }
}
