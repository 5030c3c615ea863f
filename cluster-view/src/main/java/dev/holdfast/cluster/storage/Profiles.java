package dev.holdfast.cluster.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The profiles of storage systems: those that are built in, and those of an administrator's files.
 */
public final class Profiles {
    /** The built-in ones, by the names of their files. */
    private static final List<String> BUILT_IN =
            List.of(
                    "longhorn",
                    "hwameistor",
                    "deckhouse-replicated",
                    "topolvm",
                    "carina",
                    "openebs-lvm",
                    "openebs-zfs",
                    "directpv",
                    "azure-disk-v2");

    private static final YAMLMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private Profiles() {}

    /** The profiles that come with Holdfast. */
    public static List<CustomResourceProfile> builtIn() {
        List<CustomResourceProfile> profiles = new ArrayList<>();
        for (String name : BUILT_IN) {
            try (InputStream in = Profiles.class.getResourceAsStream(name + ".yaml")) {
                profiles.add(
                        YAML.readValue(
                                Objects.requireNonNull(in, name), CustomResourceProfile.class));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(profiles);
    }

    /**
     * An administrator's profiles, then the built-in ones; the first that names a driver speaks for
     * it, and one with a built-in name takes its place.
     *
     * @param files one profile each
     * @throws InvalidProfileException when a file cannot be read as a profile
     */
    public static List<CustomResourceProfile> with(List<Path> files) {
        List<CustomResourceProfile> profiles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            CustomResourceProfile profile = read(file);
            if (!names.add(profile.name())) {
                throw new InvalidProfileException(
                        file + ": there is another profile of the name " + profile.name(), null);
            }
            profiles.add(profile);
        }
        builtIn().stream().filter(p -> names.add(p.name())).forEach(profiles::add);
        return List.copyOf(profiles);
    }

    private static CustomResourceProfile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return YAML.readValue(in, CustomResourceProfile.class);
        } catch (JacksonException e) {
            throw new InvalidProfileException(
                    file + ": not a profile of a storage system: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidProfileException(file + ": cannot be read: " + e, e);
        }
    }
}
