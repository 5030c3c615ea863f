package dev.holdfast.app.ask;

import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the copies of the volumes that a pod mounts lie, and who says so. */
final class MountedCopies {
    private final List<VolumeState> volumes = new ArrayList<>();

    private MountedCopies() {}

    /** Of the volumes that its claims are bound to. */
    static MountedCopies of(ClusterView view, PodState pod) {
        MountedCopies mounted = new MountedCopies();
        for (PodState.Mount mount : pod.claims()) {
            @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
            @Nullable VolumeState volume =
                    claim == null || claim.volume().isEmpty()
                            ? null
                            : view.volume(claim.volume().get());
            if (volume != null) {
                mounted.volumes.add(volume);
            }
        }
        return mounted;
    }

    /** One sentence for each volume. */
    List<String> lines() {
        return volumes.stream().map(MountedCopies::line).toList();
    }

    private static String line(VolumeState volume) {
        String what =
                switch (volume.copies()) {
                    case Copies.FromAffinity() ->
                            "one, wherever the node affinity of the volume matches";
                    case Copies.Unknown(String cause) -> "unknown: " + cause;
                    case Copies.Listed listed -> places(listed) + "; says " + listed.source();
                };
        return "Copies of volume " + volume.name() + ": " + what + remark(volume.copies()) + ".";
    }

    private static String places(Copies.Listed listed) {
        return listed.copies().stream()
                .map(copy -> copy.node() + " " + copy.state())
                .collect(Collectors.joining(", "));
    }

    private static String remark(Copies copies) {
        return copies instanceof Copies.Listed listed && listed.stale()
                ? ", which has not been heard since; they still count"
                : "";
    }

    /** The same for JSON. */
    List<Object> trees() {
        return volumes.stream().map(MountedCopies::tree).toList();
    }

    private static Object tree(VolumeState volume) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", volume.name());
        switch (volume.copies()) {
            case Copies.FromAffinity() -> tree.put("source", "node affinity");
            case Copies.Unknown(String cause) -> tree.put("unknown", cause);
            case Copies.Listed listed -> {
                tree.put("source", listed.source());
                tree.put("stale", listed.stale());
                tree.put("copies", listed.copies().stream().map(MountedCopies::tree).toList());
            }
        }
        return tree;
    }

    private static Object tree(Copy copy) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", copy.node());
        tree.put("state", copy.state().name());
        return tree;
    }
}
