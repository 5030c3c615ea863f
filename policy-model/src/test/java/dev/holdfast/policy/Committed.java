package dev.holdfast.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of the repository that are made from the code. {@code -Dholdfast.regenerate=true} writes
 * them anew.
 */
public final class Committed {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Committed() {}

    /** The path of a file from the top of the repository. */
    public static Path path(String file) {
        return ROOT.resolve(file);
    }

    /** Compares a file with what the code makes of it, or writes it. */
    public static void mustBe(String file, String content) throws IOException {
        Path path = path(file);
        if (Boolean.getBoolean("holdfast.regenerate")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        }
        assertThat(path)
                .as("run the tests of policy-model with -Dholdfast.regenerate=true to write it")
                .exists();
        assertThat(Files.readString(path))
                .as("%s differs from the code; -Dholdfast.regenerate=true writes it anew", file)
                .isEqualTo(content);
    }
}
