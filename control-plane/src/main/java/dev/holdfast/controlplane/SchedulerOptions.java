package dev.holdfast.controlplane;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a kube-scheduler process is started. Two processes differ in name, and mostly in user and
 * scheduler name.
 *
 * @param name of the process and its log
 * @param user common name of its client certificate
 * @param groups organisations of its client certificate
 * @param configuration text of a KubeSchedulerConfiguration; {@value #KUBECONFIG} in it stands for
 *     the kubeconfig's path
 * @param flags command line flags beside --config, such as --feature-gates=...
 */
public record SchedulerOptions(
        String name, String user, List<String> groups, String configuration, List<String> flags) {
    /** Stands for the path of the scheduler's kubeconfig in a configuration. */
    public static final String KUBECONFIG = "${kubeconfig}";

    /** Name of the process that {@link Scheduler#DEFAULT} starts. */
    public static final String DEFAULT_NAME = "kube-scheduler";

    // The scheduler's own client limits (50 per second) would hide what the rest can do.
    private static final String STANDARD =
            """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            leaderElection:
              leaderElect: false
            clientConnection:
              kubeconfig: ${kubeconfig}
              qps: 5000
              burst: 10000
            """;

    /** Copies the lists. */
    public SchedulerOptions {
        groups = List.copyOf(groups);
        flags = List.copyOf(flags);
    }

    /**
     * The scheduler {@code default-scheduler} as user system:kube-scheduler, without leader
     * election.
     */
    public static SchedulerOptions standard() {
        return new SchedulerOptions(
                DEFAULT_NAME, "system:kube-scheduler", List.of(), STANDARD, List.of());
    }

    /** With another process name. */
    public SchedulerOptions named(String newName) {
        return new SchedulerOptions(newName, user, groups, configuration, flags);
    }

    /** With another identity; {@link Cluster#grantScheduling} gives it the rights. */
    public SchedulerOptions as(String newUser, String... newGroups) {
        return new SchedulerOptions(name, newUser, List.of(newGroups), configuration, flags);
    }

    /** With a whole configuration of its own. */
    public SchedulerOptions configuredBy(String text) {
        return new SchedulerOptions(name, user, groups, text, flags);
    }

    /**
     * With more top-level YAML after the configuration so far, such as {@code extenders:} or {@code
     * profiles:}.
     */
    public SchedulerOptions adding(String yaml) {
        return configuredBy(configuration + yaml.stripTrailing() + "\n");
    }

    /** With more command line flags. */
    public SchedulerOptions withFlags(String... more) {
        return new SchedulerOptions(
                name,
                user,
                groups,
                configuration,
                Stream.concat(flags.stream(), Stream.of(more)).toList());
    }
}
