package dev.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code scripts/image} lays out starts with the classes of its training run, and never with
 * those of other jars: the JVM itself runs old classes from an archive, silently, when a jar
 * changed but kept its size and time.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the image is one of Linux")
final class ImageIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String CLASS = "dev/holdfast/app/service/Service.class";
    private static final String OLD = "listening";
    private static final String NEW = "new code!";
    private static final String JAR = "holdfast-app-0.1.0-SNAPSHOT.jar";

    @TempDir private static Path folder;
    private static Path image;

    @BeforeAll
    static void layOut() throws IOException, InterruptedException {
        image = folder.resolve("an image");
        ProcessBuilder script =
                new ProcessBuilder(ROOT.resolve("scripts/image").toString(), image.toString())
                        .redirectErrorStream(true);
        script.environment().put("SKIP_BUILD", "1");
        Process process = script.start();
        String said = text(process.getInputStream());
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void startsWithTheClassesOfTheTrainingRun() throws IOException {
        Start start = run(image, "serve");

        assertThat(start.log()).contains(OLD);
        assertThat(start.ownClassesFromArchive()).isPositive();
    }

    @Test
    void aChangedJarOfTheSameSizeAndTimeRunsItsOwnCode() throws IOException {
        Path changed = copied("changed");
        Path jar = changed.resolve("lib").resolve(JAR);
        repack(jar, OLD);
        run(changed, "--train", "serve");
        Start before = run(changed, "serve");
        long size = Files.size(jar);

        repack(jar, NEW);
        Start after = run(changed, "serve");

        assertThat(before.log()).contains(OLD);
        assertThat(before.ownClassesFromArchive()).isPositive();
        assertThat(jar).hasSize(size);
        assertThat(after.log()).contains(NEW).doesNotContain(OLD);
        assertThat(after.ownClassesFromArchive()).isZero();
    }

    @Test
    void aChangedFlagMakesTheArchiveAnother() throws IOException {
        Path changed = copied("flags");
        Files.writeString(
                changed.resolve("serve.jvm"),
                Files.readString(changed.resolve("serve.jvm")) + "-XX:MaxHeapFreeRatio=40\n");

        assertThat(run(changed, "serve").ownClassesFromArchive()).isZero();
    }

    @Test
    void startsWithoutAnArchive() throws IOException {
        Path bare = copied("bare");
        try (Stream<Path> archives = Files.list(bare.resolve("cache"))) {
            for (Path archive : archives.toList()) {
                Files.delete(archive);
            }
        }

        Start start = run(bare, "serve");

        assertThat(start.log()).contains(OLD);
        assertThat(start.ownClassesFromArchive()).isZero();
    }

    /** A copy of the image with jars of its own, of equal times as the image's. */
    private static Path copied(String name) throws IOException {
        Path copy = folder.resolve(name);
        Process process =
                new ProcessBuilder("cp", "-a", image.toString(), copy.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = text(process.getInputStream());
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
        return copy;
    }

    /** Without compression, so that another text of the same length leaves the size as it is. */
    private static void repack(Path jar, String text) throws IOException {
        var time = Files.getLastModifiedTime(jar);
        Path repacked = Files.createTempFile(folder, "repacked", ".jar");
        try (ZipFile zip = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(repacked))) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().equals(CLASS) ? saying(text, content) : content);
                out.closeEntry();
            }
        }
        Files.move(repacked, jar, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(jar, time);
    }

    private static byte[] saying(String text, byte[] code) {
        String latin = new String(code, StandardCharsets.ISO_8859_1);
        assertThat(latin).contains(OLD);
        return latin.replace(OLD, text).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * What a start showed.
     *
     * @param log what it logged until it was warm
     * @param ownClassesFromArchive how many of our classes came from the archive
     */
    private record Start(String log, long ownClassesFromArchive) {}

    /** Starts a command, and ends it once it is warm. */
    private static Start run(Path image, String... command) throws IOException {
        Path classes = Files.createTempFile(folder, "classes", ".log");
        Path log = Files.createTempFile(folder, "start", ".log");
        List<String> arguments = new ArrayList<>(List.of(image.resolve("bin/holdfast").toString()));
        arguments.addAll(List.of(command));
        arguments.addAll(
                List.of(
                        "--state=" + ROOT.resolve("manifests/examples/demo/cluster"),
                        "--extender-port=0",
                        "--probes-port=0"));
        ProcessBuilder launcher =
                new ProcessBuilder(arguments)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        launcher.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes);
        Process process = launcher.start();
        try {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!Files.readString(log).contains("\"warm\"")) {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
                LockSupport.parkNanos(50_000_000);
            }
            try (Stream<String> lines = Files.lines(classes)) {
                long shared =
                        lines.filter(line -> line.contains(" dev.holdfast."))
                                .filter(line -> line.contains("source: shared objects file"))
                                .count();
                return new Start(Files.readString(log), shared);
            }
        } finally {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
