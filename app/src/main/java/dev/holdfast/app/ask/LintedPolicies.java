package dev.holdfast.app.ask;

import dev.holdfast.app.CommandFailed;
import dev.holdfast.app.ExitCode;
import dev.holdfast.cluster.Dump;
import dev.holdfast.cluster.Finding;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PolicyMembers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The policies that are to be judged, with what was wrong while they were read and the cluster that
 * they are for.
 *
 * @param unreadable documents that are no policies
 */
record LintedPolicies(
        ClusterView view,
        List<DataPlacementPolicy> policies,
        List<PolicyFindings.Item> unreadable) {
    private static final String TYPE =
            DataPlacementPolicy.KIND + "." + DataPlacementPolicy.GROUP + " ";

    /**
     * Reads the policies, and the state if there is one. A policy of the state stands beside those
     * of the files, unless one of them has its name.
     *
     * @throws CommandFailed when a file cannot be read, or none has a policy
     */
    static LintedPolicies read(
            List<Path> files, List<Path> state, StateOptions options, PrintWriter err)
            throws CommandFailed {
        if (files.isEmpty() && state.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.USAGE, "give policies with --policy FILE, or a cluster with --state");
        }
        ClusterView view = ClusterView.EMPTY;
        List<DataPlacementPolicy> policies = new ArrayList<>();
        List<PolicyFindings.Item> unreadable = new ArrayList<>();
        if (!state.isEmpty()) {
            Dump.Result read = dump(state, options, err);
            view = read.view();
            if (files.isEmpty()) {
                policies.addAll(read.policies());
                unreadable.addAll(unreadable(read));
            } else {
                read.errors().forEach(error -> err.println("holdfast: warning: " + error));
            }
        }
        if (!files.isEmpty()) {
            Dump.Result read = dump(files, options, err);
            policies.addAll(read.policies());
            unreadable.addAll(unreadable(read));
        }
        for (DataPlacementPolicy policy : policies) {
            view = view.apply(new Change.PolicyPut(policy));
        }
        if (policies.isEmpty() && unreadable.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.DATA,
                    "no DataPlacementPolicy was found; give one with --policy FILE or put it into the state");
        }
        return new LintedPolicies(view, policies, unreadable);
    }

    /** Everything that is wrong with them. */
    PolicyFindings findings() {
        List<PolicyMembers> judged = new ArrayList<>();
        for (DataPlacementPolicy policy : policies) {
            @Nullable PolicyMembers members = view.policy(policy.namespace(), policy.name());
            if (members != null) {
                judged.add(members);
            }
        }
        List<PolicyFindings.Item> items = new ArrayList<>(unreadable);
        items.addAll(PolicyFindings.of(view, judged).items());
        return new PolicyFindings(items);
    }

    /** The names of all that were judged, {@code namespace/name}. */
    List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        policies.forEach(policy -> names.add(policy.key()));
        unreadable.forEach(item -> names.add(item.policy()));
        return List.copyOf(names);
    }

    private static Dump.Result dump(List<Path> files, StateOptions options, PrintWriter err)
            throws CommandFailed {
        Dump.Result read = options.read(files, err);
        List<String> broken =
                read.errors().stream()
                        .filter(error -> !error.object().startsWith(TYPE))
                        .map(Finding::toString)
                        .toList();
        if (!broken.isEmpty()) {
            throw new CommandFailed(ExitCode.DATA, String.join("\nholdfast: ", broken));
        }
        return read;
    }

    private static List<PolicyFindings.Item> unreadable(Dump.Result read) {
        return read.errors().stream()
                .filter(error -> error.object().startsWith(TYPE))
                .map(error ->
                        new PolicyFindings.Item(
                                key(error.object().substring(TYPE.length())),
                                dev.holdfast.policy.check.Finding.unreadable(
                                        error.path(), error.message())))
                .toList();
    }

    /** Without a namespace a policy is read as one of {@code default}. */
    private static String key(String name) {
        return name.contains("/") ? name : "default/" + name;
    }
}
