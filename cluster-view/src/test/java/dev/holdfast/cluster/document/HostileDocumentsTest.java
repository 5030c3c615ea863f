package dev.holdfast.cluster.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileDocumentsTest {
    private static final long LIMIT = 64L << 20;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "anchor | a: 1\\nb: &x [1]\\n | dump:2: anchors (&x)",
                "alias | kind: X\\nb: *x\\n | aliases",
                "alias bomb | a: &a [x, x]\\nb: &b [*a, *a]\\n | dump:1: anchors (&a)",
                "merge key | a: {<<: {b: 1}} | merge keys",
                "duplicate key | kind: X\\nspec: {a: 1, a: 2}\\n | a",
                "duplicate key in JSON | {\"kind\":\"X\",\"kind\":\"Y\"} | kind",
                "text | just text | must be an object",
                "list | [1, 2] | must be an object",
                "item | {\"kind\":\"List\",\"items\":[1]} | must be an object",
                "unclosed JSON | {\"kind\":\"X\" | end-of-input",
                "broken YAML | kind: [X | dump"
            })
    void isRefusedWithFileAndReason(String name, String text, String reason) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("dump")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: %s", "{\"a\": %s"})
    void nestingOfAHundredThousandIsRefused(String start) {
        String text = start.formatted("[".repeat(100_000));

        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("epth");
    }

    @Test
    void blockNestingOfThousandsIsRefused() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }

        assertThatThrownBy(() -> read(text.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("epth");
    }

    @Test
    void dumpLargerThanTheYamlLibrarysOwnLimitIsRead() throws IOException {
        StringBuilder text = new StringBuilder("kind: List\nitems:\n");
        while (text.length() < 4 << 20) {
            text.append("- {kind: Pod, metadata: {name: p, annotations: {a: ")
                    .append("x".repeat(1000))
                    .append("}}}\n");
        }

        assertThat(read(text.toString().getBytes(StandardCharsets.UTF_8))).hasSizeGreaterThan(3000);
    }

    @Test
    void truncatedGzipIsSaidToBeTruncated() throws IOException {
        byte[] packed = gzip("kind: X\n".repeat(1) + "a: " + "b".repeat(100_000));

        assertThatThrownBy(() -> read(Arrays.copyOf(packed, packed.length / 2)))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void gzipThatExpandsBeyondTheLimitIsRefused() throws IOException {
        byte[] packed = gzip("a: " + "b".repeat(1 << 20));

        assertThatThrownBy(() ->
                        Documents.read(
                                new ByteArrayInputStream(packed), "dump", 1 << 16, (_, _, _) -> {}))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("more than the allowed 65536 bytes");
    }

    @Test
    void wordsThatOlderYamlTookForBooleansStayWords() throws IOException {
        assertThat(read("a: yes\nb: on\nc: 010\nd: null\n".getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .satisfies(object -> {
                    assertThat(object).containsEntry("a", "yes").containsEntry("b", "on");
                    assertThat(object).doesNotContainKey("d");
                });
    }

    @Test
    void emptyDocumentsAndCommentsAreNothing() throws IOException {
        assertThat(read("# nothing\n---\n---\nkind: X\n---\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(Map.of("kind", "X"));
        assertThat(read(new byte[0])).isEmpty();
    }

    private static List<Map<String, Object>> read(byte[] bytes) throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        Documents.read(
                new ByteArrayInputStream(bytes),
                "dump",
                LIMIT,
                (object, _, _) -> objects.add(object));
        return objects;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
