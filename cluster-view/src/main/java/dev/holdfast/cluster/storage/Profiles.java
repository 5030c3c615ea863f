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
import java.util.stream.Stream;
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

    /** Those that need to be told where their REST server is. */
    private static final List<String> BUILT_IN_REST = List.of("linstor", "mayastor", "portworx");

    private static final YAMLMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private Profiles() {}

    /** The profiles of custom resources that come with Holdfast. */
    public static List<StorageProfile> builtIn() {
        return builtIn(BUILT_IN);
    }

    /**
     * The profiles of REST servers that come with Holdfast; each is of use with an address only.
     */
    public static List<StorageProfile> builtInRest() {
        return builtIn(BUILT_IN_REST);
    }

    private static List<StorageProfile> builtIn(List<String> names) {
        List<StorageProfile> profiles = new ArrayList<>();
        for (String name : names) {
            try (InputStream in = Profiles.class.getResourceAsStream(name + ".yaml")) {
                profiles.add(
                        YAML.readValue(Objects.requireNonNull(in, name), StorageProfile.class));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(profiles);
    }

    /**
     * An administrator's profiles, then the built-in ones of both kinds; the first that names a
     * driver speaks for it, and one with a built-in name takes its place.
     *
     * @param files one profile each
     * @throws InvalidProfileException when a file cannot be read as a profile
     */
    public static List<StorageProfile> with(List<Path> files) {
        List<StorageProfile> profiles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            StorageProfile profile = read(file);
            if (!names.add(profile.name())) {
                throw new InvalidProfileException(
                        file + ": there is another profile of the name " + profile.name(), null);
            }
            profiles.add(profile);
        }
        Stream.concat(builtIn().stream(), builtInRest().stream())
                .filter(p -> names.add(p.name()))
                .forEach(profiles::add);
        return List.copyOf(profiles);
    }

    private static StorageProfile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return YAML.readValue(in, StorageProfile.class);
        } catch (JacksonException e) {
            throw new InvalidProfileException(
                    file + ": not a profile of a storage system: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidProfileException(file + ": cannot be read: " + e, e);
        }
    }
}
