package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What the copies of one volume come to. */
public final class CopyStates {
    private static final List<Copy.State> BEST_FIRST =
            List.of(
                    Copy.State.Current,
                    Copy.State.Unknown,
                    Copy.State.Rebuilding,
                    Copy.State.Leaving,
                    Copy.State.Stale);

    private CopyStates() {}

    /** The affinity speaks, or with none of it nobody does, for this cause. */
    public static Copies fromAffinity(PersistentVolume volume, String cause) {
        return volume.affinity().isEmpty() ? new Copies.Unknown(cause) : new Copies.FromAffinity();
    }

    /**
     * Copies by the names of their Nodes, sorted. Leftovers beside a better copy of the same volume
     * on the same node (a failed replica that was rebuilt there) say nothing and are left out.
     */
    static List<Copy> merged(List<Copy> listed, UnaryOperator<String> nodeName) {
        Map<String, List<Copy>> byNode = new TreeMap<>();
        for (Copy copy : listed) {
            String node = nodeName.apply(copy.node());
            byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(new Copy(node, copy.state()));
        }
        List<Copy> merged = new ArrayList<>();
        for (List<Copy> here : byNode.values()) {
            here.sort(Comparator.comparingInt(copy -> BEST_FIRST.indexOf(copy.state())));
            Copy best = here.getFirst();
            if (best.state() == Copy.State.Current) {
                here.stream().filter(best::equals).forEach(merged::add);
            } else {
                merged.add(best);
            }
        }
        return merged;
    }
}
