package dev.holdfast.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A YAML file as maps, lists, texts and numbers. */
final class YamlTree {
    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private YamlTree() {}

    /**
     * What stands in the file; null when it is empty.
     *
     * @throws InvalidConfiguration when it cannot be read, or is no YAML
     */
    static @Nullable Object read(Path file) throws InvalidConfiguration {
        try {
            return YAML.treeToValue(YAML.readTree(Files.readString(file)), Object.class);
        } catch (IOException e) {
            throw new InvalidConfiguration(
                    file.toString(), List.of("cannot be read: " + e.getMessage()));
        } catch (JacksonException e) {
            throw new InvalidConfiguration(
                    file.toString(), List.of("is no YAML: " + e.getOriginalMessage()));
        }
    }
}
