package dev.holdfast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The golden cases, and their clusters as plain trees. */
final class Cases {
    static final Path FOLDER = Path.of("src/test/resources/cases");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Cases() {}

    static List<Path> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Map<String, Object>> objects(Path folder) {
        return YAML.convertValue(
                YAML.readTree(folder.resolve("cluster.yaml").toFile()).get("items"),
                new TypeReference<ArrayList<Map<String, Object>>>() {});
    }
}
