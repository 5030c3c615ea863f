package dev.holdfast.app.command;

import java.io.PrintWriter;
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

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(existing ? extenders() : whole());
        out.flush();
        return 0;
    }

    private String whole() {
        return """
        # Start with:
        #   kube-scheduler --config=THIS_FILE --feature-gates=SchedulerPopFromBackoffQ=false
        # Without that gate, pods that start elsewhere wake every refused member at once: 20 refused members and 150
        # other pods were seen to make 1,545 filter calls, with it 40.
        # Its identity needs the ClusterRoles system:kube-scheduler and system:volume-scheduler, the Role
        # extension-apiserver-authentication-reader in kube-system, and a Role for its lease in %1$s.
        apiVersion: kubescheduler.config.k8s.io/v1
        kind: KubeSchedulerConfiguration
        clientConnection:
        %2$s  # The default of 50 requests a second binds at most 50 pods a second.
          qps: 500
          burst: 1000
        leaderElection:
          leaderElect: %3$s
          # Its own lease: with the default name it would take the lease of the cluster's kube-scheduler.
          resourceName: %4$s
          resourceNamespace: %1$s
          leaseDuration: 15s
          renewDeadline: 10s
          retryPeriod: 2s
        podInitialBackoffSeconds: 1
        podMaxBackoffSeconds: 10
        parallelism: 16
        profiles:
        - schedulerName: %4$s
          # kube-scheduler looks at a sample of the nodes before it asks extenders: at 5,000 nodes a tenth of them. With
          # all nodes, the ones with a member's data are always offered.
          percentageOfNodesToScore: 100
        %5$s\
        """
                .formatted(
                        namespace,
                        kubeconfig.map(file -> "  kubeconfig: " + file + "\n").orElse(""),
                        !noLeaderElect,
                        name,
                        extenders());
    }

    private String extenders() {
        return """
        extenders:
        - urlPrefix: %s
          filterVerb: filter
          prioritizeVerb: prioritize
          preemptVerb: preempt
          # Scores are 0 to 10, times weight, times 10. The in-tree plugins add up to 1,200 or 1,300 points: with weight 5
          # data placement decides among nodes that are otherwise about as good, and in-tree preferences still count.
          weight: 5
          # Above the service's own deadline of 1.6 s: it answers, or says that it cannot, before kube-scheduler gives up.
          httpTimeout: 2s
          # Names only: with whole nodes kube-scheduler scores every node as idle (and sends megabytes).
          nodeCacheCapable: true
          # false: while Holdfast is away members wait, and no other pod notices.
          ignorable: false
          # Only pods with this resource, quantity "0", as request and limit are asked about.
          managedResources:
          - name: holdfast.dev/member
            ignoredByScheduler: false
        %s\
        """
                .formatted(url, tls());
    }

    private String tls() {
        if (!url.startsWith("https:")) {
            return "";
        }
        StringBuilder tls =
                new StringBuilder(
                        "  # Without a CA kube-scheduler would not verify who answers.\n  enableHTTPS: true\n  tlsConfig:\n");
        caFile.ifPresent(file -> tls.append("    caFile: ").append(file).append('\n'));
        certFile.ifPresent(file -> tls.append("    certFile: ").append(file).append('\n'));
        keyFile.ifPresent(file -> tls.append("    keyFile: ").append(file).append('\n'));
        return caFile.isEmpty() ? tls.append("    insecure: false\n").toString() : tls.toString();
    }
}
