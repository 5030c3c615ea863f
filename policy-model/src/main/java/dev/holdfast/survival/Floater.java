package dev.holdfast.survival;

import dev.holdfast.view.PodState;
import org.jspecify.annotations.Nullable;

/**
 * A member without a place, while another one is being placed.
 *
 * @param volumes its volumes if it has any that are bound; null for what comes to be where it will
 *     run
 * @param places the places that it may take; none: a fresh node of any cell
 * @param rack its rack's number, {@link #RACK_OF_NODE} when the node decides
 */
record Floater(
        String name,
        int votes,
        int data,
        SetModel.Volume @Nullable [] volumes,
        int[] places,
        int rack) {
    static final int RACK_OF_NODE = -1;

    private static final int[] ANYWHERE = new int[0];

    /** The pod that is being placed, as if it had no volume. */
    static Floater of(RoleInView set, PodState pod) {
        return new Floater(
                pod.name(),
                Units.votesOf(set.role(), pod),
                Units.dataOf(set.role(), pod),
                null,
                ANYWHERE,
                RACK_OF_NODE);
    }

    /** A pending member, on one of these places with its volumes if it has any. */
    static Floater pending(
            RoleInView set,
            PodState pod,
            SetModel.Volume @Nullable [] volumes,
            int[] places,
            int rack) {
        return new Floater(
                pod.name(),
                Units.votesOf(set.role(), pod),
                Units.dataOf(set.role(), pod),
                volumes,
                places,
                rack);
    }

    /** A member that does not exist yet. */
    static Floater absent(int units) {
        return new Floater("", units, units, null, ANYWHERE, 0);
    }

    /** Whether it makes no difference which of the two goes where. */
    boolean likeFresh(Floater other) {
        return places.length == 0
                && other.places.length == 0
                && votes == other.votes
                && data == other.data;
    }
}
