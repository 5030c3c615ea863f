package dev.holdfast.controlplane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test classes that other tests run, and a program that another test kills. */
final class Samples {
    static final String UP = "up in ";

    private static final AtomicReference<Path> DIRECTORY = new AtomicReference<>(Path.of("/"));

    private Samples() {}

    /** Working directory of the last control plane that a sample saw. */
    static Path directory() {
        return DIRECTORY.get();
    }

    private static void remember(Cluster cluster) {
        DIRECTORY.set(java.util.Objects.requireNonNull(cluster.kubeconfig().getParent()));
        Assertions.assertTrue(directory().toFile().isDirectory());
    }

    @ControlPlane
    static class Passing {
        @Test
        void passes(Cluster cluster) {
            remember(cluster);
        }
    }

    @ControlPlane
    static class Failing {
        @Test
        void fails(Cluster cluster) {
            remember(cluster);
            Assertions.fail("as it must");
        }
    }

    @ControlPlane
    static class Hanging {
        @Test
        @Timeout(value = 1, unit = TimeUnit.SECONDS)
        void hangs(Cluster cluster) throws InterruptedException {
            remember(cluster);
            new CountDownLatch(1).await();
        }
    }

    /**
     * Starts a control plane with a machine in a stopped zone, says where, and waits to be killed.
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (Binaries.search() instanceof Binaries.Search.Found(Binaries binaries)) {
            var settings =
                    new Settings(
                            Scheduler.DEFAULT,
                            Duration.ofSeconds(8),
                            List.of(),
                            List.of(),
                            Path.of("target", "control-plane", "killed"));
            var runner = LocalRunner.start(binaries, settings);
            runner.provideNodes(NodeSpec.of(1).inZone("z"));
            runner.failZone("z");
            System.out.println(UP + runner.kubeconfig().getParent());
            new CountDownLatch(1).await();
        }
    }
}
