package dev.holdfast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyEncoderTest {
    private static final int POLICIES_PER_SEED = 200;

    private static Stream<Long> seeds() {
        return LongStream.rangeClosed(1, 10).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void decodingWhatWasEncodedGivesAnEqualPolicy(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < POLICIES_PER_SEED; i++) {
            Map<String, Object> document = RandomPolicies.document(random);
            DataPlacementPolicy policy = Documents.decoded(document);
            Map<String, Object> encoded = PolicyEncoder.encode(policy);
            assertThat(Documents.decoded(encoded)).as("from %s", document).isEqualTo(policy);
        }
    }

    @Test
    void theEncodedFormShowsTheDefaultsAndLeavesOutWhatIsEmpty() {
        Map<String, Object> encoded =
                PolicyEncoder.encode(
                        Documents.decoded(
                                Documents.policy(
                                        "{selector: {}, roles: [{replication: {factor: 3}}]}")));
        assertThat(encoded.get("spec"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("enforcement", "Warn")
                .containsEntry("expose", false)
                .extractingByKey("domains")
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "name", "zone",
                                        "key", "topology.kubernetes.io/zone",
                                        "onMissing", "Deny"),
                                Map.of(
                                        "name", "node",
                                        "key", "kubernetes.io/hostname",
                                        "onMissing", "Deny")));
    }
}
