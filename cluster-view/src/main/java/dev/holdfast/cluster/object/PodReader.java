package dev.holdfast.cluster.object;

import dev.holdfast.view.PodState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a core/v1 Pod. */
final class PodReader {
    /** What the code of every reason against a node begins with. */
    private static final String REFUSAL = " HF1";

    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private PodReader() {}

    static PodState read(Field pod, AnnotationFilter annotations) {
        Field metadata = pod.at("metadata");
        Field spec = pod.at("spec");
        Field status = pod.at("status");
        String name = Metadata.name(pod);
        Field ready = Metadata.condition(pod, "Ready");
        Optional<String> node = spec.at("nodeName").nonEmptyText();
        return new PodState(
                Metadata.namespace(pod),
                name,
                metadata.at("uid").text(),
                metadata.at("labels").texts(),
                kept(metadata.at("annotations").texts(), annotations),
                owner(metadata),
                node,
                node.isPresent() ? Optional.empty() : status.at("nominatedNodeName").nonEmptyText(),
                Metadata.isTrue(ready),
                Metadata.isTrue(ready) ? seconds(ready.at("lastTransitionTime")) : 0,
                metadata.at("deletionTimestamp").isPresent(),
                FINISHED.contains(status.at("phase").text()),
                mounts(spec, name),
                isRefused(Metadata.condition(pod, "PodScheduled")));
    }

    /** kube-scheduler's message has the texts of the reasons that it was answered. */
    private static boolean isRefused(Field scheduled) {
        return scheduled.at("status").text().equals("False")
                && scheduled.at("message").text().contains(REFUSAL);
    }

    private static Map<String, String> kept(
            Map<String, String> annotations, AnnotationFilter filter) {
        if (!annotations.isEmpty()) {
            annotations.entrySet().removeIf(e -> !filter.keeps(e.getKey(), e.getValue()));
        }
        return annotations;
    }

    private static Optional<PodState.Owner> owner(Field metadata) {
        for (Field owner : metadata.at("ownerReferences").items()) {
            if (owner.at("controller").flag()) {
                return Shared.of(
                        Optional.of(
                                new PodState.Owner(
                                        owner.at("kind").requiredText(),
                                        owner.at("name").requiredText())));
            }
        }
        return Optional.empty();
    }

    private static List<PodState.Mount> mounts(Field spec, String pod) {
        List<PodState.Mount> mounts = new ArrayList<>();
        for (Field volume : spec.at("volumes").items()) {
            String name = volume.at("name").text();
            Field claim = volume.at("persistentVolumeClaim");
            if (claim.isPresent()) {
                mounts.add(new PodState.Mount(name, claim.at("claimName").requiredText()));
            } else if (volume.at("ephemeral").isPresent()) {
                // Kubernetes names the claim of a generic ephemeral volume so.
                mounts.add(new PodState.Mount(name, pod + "-" + name));
            }
        }
        return mounts;
    }

    private static long seconds(Field time) {
        Optional<String> text = time.nonEmptyText();
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Instant.parse(text.get()).getEpochSecond();
        } catch (DateTimeParseException _) {
            throw new MalformedObjectException(
                    time.path(),
                    "must be a time such as 2026-01-31T12:00:00Z, not \"" + text.get() + "\"");
        }
    }
}
