package dev.holdfast.benchmarks;

import dev.holdfast.policy.Amount;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy;
import java.util.List;
import java.util.stream.IntStream;

/** What kind of volume a member has. */
public enum Storage {
    /** A local PersistentVolume, pinned to the member's node. */
    LOCAL,
    /** Three copies in three zones, listed by a storage system; attachable anywhere. */
    REPLICATED;

    private static final int COPIES = 3;

    VolumeState volume(String name, Nodes nodes, int home) {
        return switch (this) {
            case LOCAL ->
                    new VolumeState(
                            name,
                            only(nodes.name(home)),
                            new VolumeState.Copies.FromAffinity(),
                            "kubernetes.io/local-volume");
            case REPLICATED ->
                    new VolumeState(
                            name,
                            NodeAffinity.ANYWHERE,
                            copies(nodes, home, Copy.State.Current),
                            "driver.longhorn.io");
        };
    }

    /** Copies on the home and on nodes of the next zones, the first in the given state. */
    static VolumeState.Copies copies(Nodes nodes, int home, Copy.State first) {
        List<Copy> copies =
                IntStream.range(0, COPIES)
                        .mapToObj(i ->
                                new Copy(
                                        nodes.name((home + i) % nodes.count()),
                                        i == 0 ? first : Copy.State.Current))
                        .toList();
        return new VolumeState.Copies.Listed(copies, COPIES, Amount.Word.One, "longhorn");
    }

    private static NodeAffinity only(String node) {
        NodeAffinity.Requirement there =
                new NodeAffinity.Requirement(Nodes.HOSTNAME, "In", List.of(node));
        return new NodeAffinity(List.of(new NodeAffinity.Term(List.of(there), List.of())));
    }
}
