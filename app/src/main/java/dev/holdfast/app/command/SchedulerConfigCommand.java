package dev.holdfast.app.command;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.app.config.Configuration;
import dev.holdfast.app.config.ConfigurationFile;
import dev.holdfast.app.config.InvalidConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast scheduler-config}. */
@Command(
        name = "scheduler-config",
        description =
                "Prints a KubeSchedulerConfiguration that asks Holdfast, with the flags to start kube-scheduler with.",
        mixinStandardHelpOptions = true)
public final class SchedulerConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--existing",
            description =
                    "only the part to add to the configuration of a kube-scheduler that is there already")
    private boolean existing;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "configuration of serve, whose deadline kube-scheduler is to wait for")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:9446/extender",
            description = "default ${DEFAULT-VALUE}")
    private String url = "";

    @Option(
            names = "--name",
            defaultValue = "holdfast-scheduler",
            description = "default ${DEFAULT-VALUE}")
    private String name = "";

    @Option(
            names = "--namespace",
            defaultValue = "holdfast",
            description = "of the lease; default ${DEFAULT-VALUE}")
    private String namespace = "";

    @Option(
            names = "--scheduler-kubeconfig",
            description = "of kube-scheduler; in-cluster without it")
    private Optional<String> kubeconfig = Optional.empty();

    @Option(names = "--ca-file", description = "CA of an https url, as kube-scheduler finds it")
    private Optional<String> caFile = Optional.empty();

    @Option(names = "--cert-file", description = "client certificate of kube-scheduler")
    private Optional<String> certFile = Optional.empty();

    @Option(names = "--key-file", description = "its key")
    private Optional<String> keyFile = Optional.empty();

    @Option(
            names = "--no-leader-elect",
            negatable = true,
            description = "without a lease, for a single process")
    private boolean noLeaderElect;

    @Option(
            names = "--ignorable",
            description =
                    "while Holdfast is away members are placed without it, not made to wait (for stance: lenient)")
    private boolean ignorable;

    @Override
    public Integer call() throws CommandFailed {
        boolean https = url.startsWith("https://");
        if (https && caFile.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "an https --url needs --ca-file: without it kube-scheduler verifies nobody");
        }
        if (!https && (caFile.isPresent() || certFile.isPresent() || keyFile.isPresent())) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "--ca-file, --cert-file and --key-file need an https --url, not " + url);
        }
        if (certFile.isPresent() != keyFile.isPresent()) {
            throw new CommandFailed(
                    ExitCode.USAGE, "--cert-file and --key-file come together or not at all");
        }
        Configuration.Extender extender = configuration().extender();
        PrintWriter out = spec.commandLine().getOut();
        out.print(existing ? part(extender) : whole(extender));
        out.flush();
        return 0;
    }

    private Configuration configuration() throws CommandFailed {
        try {
            return config.isPresent()
                    ? ConfigurationFile.read(config.get())
                    : Configuration.DEFAULT;
        } catch (InvalidConfiguration e) {
            throw new CommandFailed(ExitCode.DATA, e.getMessage());
        }
    }

    private String whole(Configuration.Extender extender) {
        return """
        # Start with:
        #   kube-scheduler --config=THIS_FILE --feature-gates=SchedulerPopFromBackoffQ=false
        # Without that gate, pods that start elsewhere wake every refused member at once: 20 refused members and 150
        # other pods were seen to make 1,545 filter calls, with it 40.
        # Its identity needs the ClusterRoles system:kube-scheduler and system:volume-scheduler, the Role
        # extension-apiserver-authentication-reader in kube-system, and a Role for its lease %4$s in %1$s:
        # manifests/rbac/scheduler.yaml gives them to the service account holdfast-scheduler in holdfast.
        # A pod comes here by spec.schedulerName: %4$s, and is asked about by the resource holdfast.dev/member.
        apiVersion: kubescheduler.config.k8s.io/v1
        kind: KubeSchedulerConfiguration
        clientConnection:
          # Empty: the service account of its pod.
          kubeconfig: "%2$s"
          acceptContentTypes: ""
          contentType: application/vnd.kubernetes.protobuf
          # The default of 50 requests a second binds at most 50 pods a second.
          qps: 500
          burst: 1000
        leaderElection:
          leaderElect: %3$s
          resourceLock: leases
          # Its own lease: with the default name it would take the lease of the cluster's kube-scheduler.
          resourceName: %4$s
          resourceNamespace: %1$s
          leaseDuration: 15s
          renewDeadline: 10s
          retryPeriod: 2s
        # How long a pod waits after an attempt that failed, doubled each time. A refused binding or an answer "not ready"
        # costs this much; nothing shortens it.
        podInitialBackoffSeconds: 1
        podMaxBackoffSeconds: 10
        delayCacheUntilActive: false
        enableProfiling: false
        enableContentionProfiling: false
        parallelism: 16
        # kube-scheduler looks at a sample of the nodes before it asks extenders: at 5,000 nodes a tenth of them. With all
        # nodes, the ones with a member's data are always offered. Only this scheduler's own pods pay for it.
        percentageOfNodesToScore: 100
        profiles:
        - schedulerName: %4$s
          percentageOfNodesToScore: 100
        %5$s\
        """
                .formatted(
                        namespace,
                        kubeconfig.orElse(""),
                        !noLeaderElect,
                        name,
                        extenders(extender));
    }

    private String part(Configuration.Extender extender) {
        return """
        # Add this to the configuration of the kube-scheduler that is there, and start it with
        #   --feature-gates=SchedulerPopFromBackoffQ=false
        # where that can be set: without it, pods that start elsewhere wake every refused member at once.
        # Mind: any extender switches opportunistic batching off for all profiles of that process, and kube-scheduler asks
        # about a sample of the nodes only, unless percentageOfNodesToScore is 100. An own second scheduler
        # (holdfast scheduler-config, without --existing) leaves all other pods alone.
        %s\
        """
                .formatted(extenders(extender));
    }

    private String extenders(Configuration.Extender extender) {
        return """
        extenders:
        - urlPrefix: %1$s
          filterVerb: filter
          prioritizeVerb: prioritize
          preemptVerb: preempt
          # Empty: kube-scheduler binds.
          bindVerb: ""
          # Scores are 0 to 10, times weight, times 10. The in-tree plugins add up to 1,200 or 1,300 points: with weight 5
          # data placement decides among nodes that are otherwise about as good, and in-tree preferences still count.
          # From 14 on it would outweigh all of them together.
          weight: 5
        %2$s  # Above the service's own deadline of %4$d ms: it answers, or says that it cannot, before kube-scheduler gives up.
          httpTimeout: %5$dms
          # Names only: with whole nodes kube-scheduler scores every node as idle (and sends megabytes).
          nodeCacheCapable: true
          # false: while Holdfast is away members wait, and no other pod notices. true: they are placed without it.
          ignorable: %3$s
          # Only pods with this resource, quantity "0", as request and limit are asked about.
          managedResources:
          - name: holdfast.dev/member
            # Quantity 0 fits every node. true would replace the ignoredResources that a profile may have.
            ignoredByScheduler: false
        """
                .formatted(
                        url,
                        tls(),
                        ignorable,
                        extender.limits().deadline().toMillis(),
                        extender.httpTimeout().toMillis());
    }

    private String tls() {
        if (caFile.isEmpty()) {
            return "  enableHTTPS: false\n";
        }
        StringBuilder tls = new StringBuilder("  enableHTTPS: true\n  tlsConfig:\n");
        tls.append("    # Read once: a new root needs a restart of kube-scheduler.\n");
        caFile.ifPresent(file -> tls.append("    caFile: ").append(file).append('\n'));
        certFile.ifPresent(file -> tls.append("    # Read again for each new connection.\n"));
        certFile.ifPresent(file -> tls.append("    certFile: ").append(file).append('\n'));
        keyFile.ifPresent(file -> tls.append("    keyFile: ").append(file).append('\n'));
        return tls.append("    insecure: false\n").toString();
    }
}
