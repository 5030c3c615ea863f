package dev.holdfast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Amount;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of REST servers that stand in a dump. */
class StorageAnswersTest {
    private static final String VOLUME =
            """
            {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv"},
             "spec": {"csi": {"driver": "linstor.csi.linbit.com", "volumeHandle": "pvc-two/1"}}}
            """;

    @TempDir private Path folder;

    @Test
    void recordedAnswersAreReadAsLiveOnes() throws IOException {
        write("volume", VOLUME);
        write("a-resources", answer("linstor", "resources", recorded("resources")));
        write("z-nodes", answer("linstor", "nodes", recorded("nodes")));

        Dump.Result read = Dump.read(folder);

        assertThat(read.errors()).isEmpty();
        assertThat(read.warnings()).isEmpty();
        assertThat(requireNonNull(read.view().volume("pv")).copies())
                .isEqualTo(
                        new Copies.Listed(
                                List.of(
                                        new Copy("n1", Copy.State.Rebuilding),
                                        new Copy("n2", Copy.State.Current)),
                                2,
                                Amount.Word.One,
                                "linstor"));
    }

    @Test
    void missingAnswerIsToldAndMakesCopiesUnknown() throws IOException {
        write("volume", VOLUME);
        write("resources", answer("linstor", "resources", recorded("resources")));

        Dump.Result read = Dump.read(folder);

        assertThat(read.warnings())
                .singleElement()
                .asString()
                .contains("resources.json", "the answer to nodes is missing");
        assertThat(requireNonNull(read.view().volume("pv")).copies())
                .isInstanceOfSatisfying(
                        Copies.Listed.class,
                        listed ->
                                assertThat(listed.copies())
                                        .contains(new Copy("n2", Copy.State.Unknown)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linstor | resurces | [] | no profile has them",
                "longhorn | volumes | [] | no profile has them",
                "linstor | resources | {} | no list of objects",
                "linstor | resources | [{}] | which one it is",
                "linstor | resources | null | the body of the answer is needed"
            })
    void answerThatIsNoneIsAnError(String source, String request, String body, String message)
            throws IOException {
        write("answer", answer(source, request, body));

        assertThat(Dump.read(folder).errors())
                .singleElement()
                .asString()
                .contains("answer.json:1: StorageAnswer " + source + " " + request, message);
    }

    @Test
    void answerThatIsThereTwiceIsAnError() throws IOException {
        write("one", answer("linstor", "nodes", "[]"));
        write("two", answer("linstor", "nodes", "[]"));

        assertThat(Dump.read(folder).errors()).singleElement().asString().contains("twice");
    }

    private static String recorded(String request) throws IOException {
        String file = "/rest/linstor/" + request + ".json";
        try (InputStream in = requireNonNull(StorageAnswersTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String answer(String source, String request, String body) {
        return "{\"apiVersion\": \"holdfast.dev/v1alpha1\", \"kind\": \"StorageAnswer\", \"source\": \"%s\", \"request\": \"%s\", \"answer\": %s}"
                .formatted(source, request, body);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), text);
    }
}
