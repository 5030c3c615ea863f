package dev.holdfast.survival;

import dev.holdfast.policy.Role;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One claim that a pod mounts, and what the view knows of the volume behind it.
 *
 * @param claim the claim, null when it is not in the view
 * @param volume the volume, null when the claim is not bound or the volume is not in the view
 */
public record DataVolume(
        PodState.Mount mount, @Nullable ClaimState claim, @Nullable VolumeState volume) {

    /** The data volumes of a pod: of all claims, or of the templates that the role names. */
    public static List<DataVolume> of(ClusterView view, Role role, PodState pod) {
        return of(view, pod, claimsOf(role, pod));
    }

    /** All volumes of a pod, whether the role calls them data or not. */
    static List<DataVolume> allOf(ClusterView view, PodState pod) {
        return of(view, pod, pod.claims());
    }

    private static List<DataVolume> of(
            ClusterView view, PodState pod, List<PodState.Mount> mounts) {
        List<DataVolume> volumes = new ArrayList<>(mounts.size());
        for (PodState.Mount mount : mounts) {
            volumes.add(of(view, pod, mount));
        }
        return volumes;
    }

    /** The claims of a pod's data volumes. */
    public static List<PodState.Mount> claimsOf(Role role, PodState pod) {
        List<String> templates = role.volume().claims();
        if (templates.isEmpty()) {
            return pod.claims();
        }
        return pod.claims().stream().filter(mount -> templates.contains(mount.volume())).toList();
    }

    private static DataVolume of(ClusterView view, PodState pod, PodState.Mount mount) {
        @Nullable ClaimState claim = view.claim(pod.namespace(), mount.claim());
        if (claim == null || claim.volume().isEmpty()) {
            return new DataVolume(mount, claim, null);
        }
        return new DataVolume(mount, claim, view.volume(claim.volume().get()));
    }

    /** The name of the volume that the claim is bound to, null when it is not bound. */
    @Nullable String volumeName() {
        return claim == null ? null : claim.volume().orElse(null);
    }

    /** Whether the claim is bound, to a volume in the view or not. */
    public boolean bound() {
        return volumeName() != null;
    }

    /**
     * Whether a storage system keeps the copies of the bound volume, wherever it may: not a volume
     * whose affinity is all that is known.
     */
    public boolean keptByStorage() {
        return bound()
                && (volume == null
                        || !(volume.copies() instanceof VolumeState.Copies.FromAffinity)
                        || volume.affinity().isEmpty());
    }
}
