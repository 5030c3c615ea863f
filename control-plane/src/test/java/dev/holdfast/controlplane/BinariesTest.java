package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    @TempDir private Path temporary;

    @Test
    void aCompleteDirectoryInKubebuilderAssetsServes() throws IOException {
        Path complete = programs("complete", true);

        assertThat(
                        Binaries.search(
                                Map.of(),
                                Map.of("KUBEBUILDER_ASSETS", complete.toString()),
                                temporary))
                .isEqualTo(new Binaries.Search.Found(new Binaries(complete)));
    }

    @Test
    void aDirectoryThatLacksAProgramIsPassedOver() throws IOException {
        Path complete = programs("complete", true);
        Path without = programs("without", false);

        assertThat(
                        Binaries.search(
                                Map.of(Binaries.PROPERTY, without.toString()),
                                Map.of(Binaries.VARIABLE, complete.toString()),
                                temporary))
                .isEqualTo(new Binaries.Search.Found(new Binaries(complete)));
    }

    @Test
    void theScriptIsFoundAboveTheWorkingDirectoryAndItsLastWordIsTheDirectory() throws IOException {
        script("echo building >&2; echo /some/where");
        Path deep = Files.createDirectories(temporary.resolve("module/target"));

        assertThat(Binaries.search(Map.of(), Map.of(), deep))
                .isEqualTo(new Binaries.Search.Found(new Binaries(Path.of("/some/where"))));
    }

    @Test
    void withoutGoTheRemedySaysWhatToInstallOrSet() throws IOException {
        script("exit 3");

        assertThat(Binaries.search(Map.of(), Map.of(), temporary))
                .isInstanceOfSatisfying(
                        Binaries.Search.Missing.class,
                        missing ->
                                assertThat(missing.remedy())
                                        .contains("status 3", "install Go", "KUBEBUILDER_ASSETS")
                                        .doesNotContain("\n"));
    }

    @Test
    void withoutAScriptTheRemedyIsTheSame() {
        var properties = Map.of(Binaries.SCRIPT_PROPERTY, temporary.resolve("absent").toString());

        assertThat(Binaries.search(properties, Map.of(), temporary))
                .isInstanceOfSatisfying(
                        Binaries.Search.Missing.class,
                        missing -> assertThat(missing.remedy()).contains("install Go"));
    }

    private void script(String text) throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("control-plane/binaries"));
        Files.writeString(directory.resolve("build"), text);
    }

    private Path programs(String name, boolean withKwok) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve(name));
        for (String program : Binaries.NAMES) {
            if (withKwok || !program.equals("kwok")) {
                Path file = Files.writeString(directory.resolve(program), "");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return directory;
    }
}
