package dev.holdfast.app.config;

import dev.holdfast.cluster.rest.RestEndpoint.Timing;
import dev.holdfast.cluster.rest.RestEndpoint.TlsFiles;
import dev.holdfast.extender.Stance;
import dev.holdfast.serving.Limits;
import dev.holdfast.serving.ListenAt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code serve} needs to know. Valid once it exists.
 *
 * @param extender the listener for kube-scheduler
 * @param probes where {@code /livez}, {@code /readyz} and {@code /metrics} are
 * @param source where the cluster is read from
 * @param drain how the process ends
 * @param warmUp what it does before it is ready
 * @param leader how instances choose the one that writes to the cluster
 */
public record Configuration(
        Extender extender,
        ListenAt probes,
        Source source,
        Drain drain,
        WarmUp warmUp,
        Leader leader) {

    /**
     * The listener for kube-scheduler.
     *
     * @param stance what is answered where the truth is not known
     */
    public record Extender(ListenAt listen, Stance stance, Limits limits) {
        /** From the deadline on: reading and deciding take milliseconds, the network some more. */
        private static final Duration LAST_ANSWER = Duration.ofMillis(400);

        /**
         * How long kube-scheduler is to wait, its {@code httpTimeout}: past the deadline, so that
         * it is told why there is no answer before it gives up.
         */
        public Duration httpTimeout() {
            return limits.deadline().plus(LAST_ANSWER);
        }

        /**
         * What is doubtful: a kube-scheduler that waits as long as by default would give up before
         * the deadline.
         */
        public Optional<String> doubt() {
            Duration usual = DEFAULT.extender().httpTimeout();
            return limits.deadline().compareTo(usual) < 0
                    ? Optional.empty()
                    : Optional.of(
                            "extender.limits.deadline is "
                                    + limits.deadline().toMillis()
                                    + " ms, and kube-scheduler gives up after "
                                    + usual.toMillis()
                                    + " ms unless its configuration was printed by scheduler-config"
                                    + " --config with this one; lower the deadline or print it again");
        }
    }

    /**
     * Where the cluster is read from: dumps when there are any, else an API server.
     *
     * @param state files and directories with what {@code kubectl get ... -o yaml} printed
     * @param kubeconfig the API server's; in-cluster or the user's own when absent
     * @param profiles files that say how further storage systems tell of copies
     * @param storage storage systems that are asked over REST
     * @param podSelector a label selector that all members' pods match, by which the API server
     *     sends fewer pods; empty: all pods of namespaces that have a policy
     * @param trust how long what the API server said is believed
     */
    public record Source(
            List<Path> state,
            Optional<Path> kubeconfig,
            List<Path> profiles,
            List<Storage> storage,
            Optional<String> podSelector,
            Trust trust) {
        public Source {
            state = List.copyOf(state);
            profiles = List.copyOf(profiles);
            storage = List.copyOf(storage);
        }

        /** With the built-in profiles of custom resources only. */
        public Source(List<Path> state, Optional<Path> kubeconfig) {
            this(state, kubeconfig, List.of(), List.of(), Optional.empty(), Trust.DEFAULT);
        }
    }

    /**
     * How long what the API server said is believed while it is silent, or while a resource cannot
     * be watched.
     *
     * @param staleAfter copies are marked stale after so long, and the leader writes nothing more
     * @param lostAfter copies, and the view as a whole, are not believed any more after so long
     */
    public record Trust(Duration staleAfter, Duration lostAfter) {
        /** A watch that ends in the normal course of things is back within this time. */
        private static final Duration LEAST = Duration.ofSeconds(5);

        /** Stale after 30 s, lost after 5 min. */
        public static final Trust DEFAULT =
                new Trust(Duration.ofSeconds(30), Duration.ofMinutes(5));

        public Trust {
            if (staleAfter.compareTo(LEAST) < 0 || lostAfter.compareTo(staleAfter) < 0) {
                throw new IllegalArgumentException(
                        "staleAfter (%s) must be at least %s, and lostAfter (%s) not below staleAfter"
                                .formatted(staleAfter, LEAST, lostAfter));
            }
        }
    }

    /**
     * A storage system that is asked over REST.
     *
     * @param profile the name of a built-in profile, or of one of {@code source.profiles}
     * @param url where its server is
     * @param token a file with a bearer token
     * @param maxBytes the longest body of one answer
     */
    public record Storage(
            String profile,
            URI url,
            Optional<Path> token,
            Optional<TlsFiles> tls,
            Timing timing,
            int maxBytes) {}

    /**
     * How the process ends.
     *
     * @param grace how long it goes on answering after it turned not ready
     * @param limit how long requests that have begun may take after that
     */
    public record Drain(Duration grace, Duration limit) {}

    /**
     * Requests that the process makes to itself before it is ready: the first ones are slow.
     *
     * @param requests how many, at most
     * @param limit how long, at most
     */
    public record WarmUp(int requests, Duration limit) {}

    /**
     * How instances choose the one that writes to the cluster, where the source is an API server.
     *
     * @param elect whether this instance stands for election; if not it writes nothing
     * @param lease the Lease's name
     * @param namespace the Lease's namespace; the pod's own, or the kubeconfig's, when absent
     * @param nominate whether it writes the nodes that it would choose for waiting members into
     *     their status, for kube-scheduler to try first
     * @param nominationLimit how long a member may hold a node so without being bound to it
     */
    public record Leader(
            boolean elect,
            String lease,
            Optional<String> namespace,
            boolean nominate,
            Duration nominationLimit) {}

    /** What holds where nothing else is said. All defaults stand here. */
    public static final Configuration DEFAULT =
            new Configuration(
                    new Extender(loopback(9446), Stance.STRICT, Limits.DEFAULT),
                    loopback(9440),
                    new Source(List.of(), Optional.empty()),
                    new Drain(Duration.ZERO, Duration.ofSeconds(20)),
                    new WarmUp(300, Duration.ofSeconds(5)),
                    new Leader(true, "holdfast", Optional.empty(), false, Duration.ofSeconds(30)));

    private static ListenAt loopback(int port) {
        return new ListenAt("127.0.0.1", port, Optional.empty());
    }
}
