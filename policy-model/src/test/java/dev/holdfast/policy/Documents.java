package dev.holdfast.policy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Documents as tests write them: YAML text, or files under {@code policies} in the resources. */
public final class Documents {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path FOLDER = Path.of("src/test/resources/policies");

    private Documents() {}

    /** A plain tree from YAML text. */
    public static Map<String, Object> yaml(String text) {
        return YAML.readValue(text, new TypeReference<>() {});
    }

    /** A policy object around a spec. */
    public static Map<String, Object> policy(String spec) {
        return yaml(
                "apiVersion: holdfast.dev/v1alpha1\nkind: DataPlacementPolicy\nmetadata: {name: p}\nspec:\n"
                        + spec.indent(2));
    }

    /** The policy of a spec that must decode. */
    public static DataPlacementPolicy decoded(Map<String, Object> document) {
        return switch (PolicyDecoder.decode(document)) {
            case Decoded.Ok(DataPlacementPolicy policy) -> policy;
            case Decoded.Refused(List<Problem> problems) ->
                    throw new AssertionError("refused: " + problems);
        };
    }

    /** The names of all policy files, without {@code .yaml}. */
    public static List<String> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One policy file as a tree. */
    public static Map<String, Object> file(String name) {
        String resource = "/policies/" + name + ".yaml";
        try (InputStream in = requireNonNull(Documents.class.getResourceAsStream(resource))) {
            return YAML.readValue(in, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
