package dev.holdfast.survival;

import dev.holdfast.view.PodState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A member without a place, while another one is being placed.
 *
 * @param pod the member; null for one that does not exist yet
 * @param volumes its volumes if it has any that are bound, {@link SetModel#AT_HOME} for what comes
 *     to be where it will run; null when all does
 * @param places the places that it may take; none: a fresh node of any cell
 * @param restart where it may restart after a failover, if not only where it stands
 */
record Floater(
        @Nullable PodState pod,
        int votes,
        int data,
        SetModel.Volume @Nullable [] volumes,
        int[] places,
        int @Nullable [] restart) {
    private static final int[] ANYWHERE = new int[0];

    /** A pending member without volumes, or the pod that is being placed as if it had none. */
    static Floater of(RoleInView set, PodState pod) {
        return new Floater(
                pod,
                Units.votesOf(set.role(), pod),
                Units.dataOf(set.role(), pod),
                null,
                ANYWHERE,
                null);
    }

    /** A pending member with volumes, on one of these places. */
    static Floater stored(
            RoleInView set,
            PodState pod,
            SetModel.Volume[] volumes,
            int[] places,
            int @Nullable [] restart) {
        return new Floater(
                pod,
                Units.votesOf(set.role(), pod),
                Units.dataOf(set.role(), pod),
                volumes,
                places,
                restart);
    }

    /** A member that does not exist yet. */
    static Floater absent(int units) {
        return new Floater(null, units, units, null, ANYWHERE, null);
    }

    /** The name of its pod. */
    String name() {
        return pod == null ? "" : pod.name();
    }

    /** Its volumes when it stands on a place. */
    SetModel.Volume[] volumesAt(int place) {
        SetModel.Volume home = new SetModel.Volume(new int[] {place}, 1);
        return volumes == null
                ? new SetModel.Volume[] {home}
                : Arrays.stream(volumes)
                        .map(volume -> volume.need() == SetModel.AT_HOME ? home : volume)
                        .toArray(SetModel.Volume[]::new);
    }

    /** The places where it may restart when it stands on a place; null: nowhere. */
    int @Nullable [] restartAt(int place) {
        if (volumes == null) {
            return null;
        }
        boolean tied = Arrays.stream(volumes).anyMatch(one -> one.need() == SetModel.AT_HOME);
        return tied ? new int[] {place} : restart;
    }

    /** Whether it makes no difference which of the two goes where. */
    boolean likeFresh(Floater other) {
        return places.length == 0
                && other.places.length == 0
                && votes == other.votes
                && data == other.data;
    }
}
