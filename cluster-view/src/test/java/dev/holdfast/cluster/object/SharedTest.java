package dev.holdfast.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SharedTest {
    /** A new instance each time. */
    private static String node(int number) {
        return "node-" + number;
    }

    @Test
    void equalValuesBecomeOneInstance() {
        Map<String, String> labels = Shared.of(Map.of("name", node(1)));

        assertThat(Shared.of(node(1))).isSameAs(Shared.of(node(1)));
        assertThat(Shared.of(Map.of("name", node(1)))).isSameAs(labels);
        assertThat(Shared.of(Map.of("name", node(2)))).isEqualTo(Map.of("name", node(2)));
    }

    @Test
    void aTextAndItsOptionalDoNotDisplaceOneAnother() {
        String text = Shared.of(node(3));
        Optional<String> optional = Shared.of(Optional.of(node(3)));

        assertThat(Shared.of(node(3))).isSameAs(text);
        assertThat(Shared.of(Optional.of(node(3)))).isSameAs(optional);
    }

    @Test
    void whatItGivesEqualsWhatItGotHoweverMuchItForgets() {
        Random random = new Random(7);
        for (int i = 0; i < 300_000; i++) {
            String text = Integer.toString(random.nextInt(400_000), 36);
            assertThat(Shared.of(text)).isEqualTo(text);
        }
    }
}
