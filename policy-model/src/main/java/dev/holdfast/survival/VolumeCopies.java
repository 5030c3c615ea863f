package dev.holdfast.survival;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.Volume;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.VolumeState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the living current copies of members' data volumes are, as places of one model. */
final class VolumeCopies {
    private final RoleInView set;
    private final Places places;
    private final Unknowns unknowns;
    private final Outlook outlook;
    private @Nullable String goneOn;
    private boolean calm;

    VolumeCopies(RoleInView set, Places places, Unknowns unknowns, Outlook outlook) {
        this.set = set;
        this.places = places;
        this.unknowns = unknowns;
        this.outlook = outlook;
    }

    /**
     * Takes volumes of unknown place as there: they are while nothing fails and every node is
     * Ready.
     */
    void calm() {
        calm = true;
    }

    /** Takes the copies that storage systems list on this node as gone. */
    void withoutStorageOn(String node) {
        goneOn = node;
    }

    /** Whether a pod runs on the node whose storage is gone, and on that storage. */
    boolean lostStorage(PodState pod) {
        return goneOn != null
                && pod.node().equals(Optional.of(goneOn))
                && !set.firstRole(pod).volume().opaque()
                && set.dataVolumes(pod).stream().anyMatch(DataVolume::keptByStorage);
    }

    /** The data volumes of a pod that runs, or would run, on a place; -1: nowhere. */
    SetModel.Volume[] of(PodState pod, int home) {
        if (ExpectedMembers.isMissing(pod)) {
            return new SetModel.Volume[] {SetModel.Volume.GONE};
        }
        Role first = set.firstRole(pod);
        List<DataVolume> data = set.dataVolumes(pod);
        if (data.isEmpty()) {
            return new SetModel.Volume[] {atHome(home)};
        }
        SetModel.Volume[] volumes = new SetModel.Volume[data.size()];
        for (int v = 0; v < volumes.length; v++) {
            volumes[v] =
                    first.volume().opaque() ? SetModel.Volume.OPAQUE : of(first, data.get(v), home);
        }
        return volumes;
    }

    /** What a pod without a bound volume keeps: it is where the pod is. */
    private SetModel.Volume atHome(int home) {
        @Nullable NodeState node = home < 0 ? null : places.node(home);
        boolean serves = node != null && node.ready();
        return serves ? new SetModel.Volume(new int[] {home}, 1) : SetModel.Volume.GONE;
    }

    /** One data volume of a pod that runs, or would run, on a place; -1: nowhere. */
    SetModel.Volume of(Role first, DataVolume data, int home) {
        @Nullable String name = data.volumeName();
        if (name == null) {
            return atHome(home);
        }
        @Nullable VolumeState volume = data.volume();
        if (volume == null) {
            return unknown(name, "volume " + name + " is not in the view");
        }
        return switch (volume.copies()) {
            case VolumeState.Copies.Unknown(String cause) ->
                    unknown(name, "copies of volume " + name + ": " + cause);
            case VolumeState.Copies.FromAffinity() when volume.affinity().isEmpty() ->
                    unknown(name, "copies of volume " + name);
            case VolumeState.Copies.FromAffinity() ->
                    new SetModel.Volume(
                            places.ready(set.matching(volume.affinity()), set.nodesLost()), 1);
            case VolumeState.Copies.Listed listed -> listed(first, name, listed);
        };
    }

    private SetModel.Volume unknown(String name, String cause) {
        unknowns.addPlaceless(name, cause);
        return switch (outlook) {
            case Guesses guesses when guesses.copies().isEmpty() -> guessed(guesses, name);
            default ->
                    bound() == Outlook.Bound.BEST || calm
                            ? SetModel.Volume.ANYWHERE
                            : SetModel.Volume.GONE;
        };
    }

    private SetModel.Volume guessed(Guesses guesses, String name) {
        List<Integer> nodes = guesses.volumeNodes().nodes();
        int at = guesses.of("place of volume " + name, guesses.volumeNodes().options());
        boolean serves = at < nodes.size() && !isGone(nodes.get(at));
        return serves
                ? new SetModel.Volume(new int[] {places.of(nodes.get(at))}, 1)
                : SetModel.Volume.GONE;
    }

    private boolean isGone(int node) {
        return goneOn != null && set.view().nodeId(goneOn) == node;
    }

    /** At which bound copies are taken that are not guessed. */
    private Outlook.Bound bound() {
        return switch (outlook) {
            case Outlook.Bound extreme -> extreme;
            case Guesses guesses -> guesses.copies().orElse(Outlook.Bound.WORST);
        };
    }

    /** Whether a completion says where the volume is, of which nobody knows it. */
    boolean isGuessed(DataVolume data) {
        boolean listed =
                data.volume() != null
                        && data.volume().copies() instanceof VolumeState.Copies.Listed;
        return outlook instanceof Guesses guesses
                && guesses.copies().isEmpty()
                && data.keptByStorage()
                && !listed;
    }

    /** The copies that a storage system lists, as far as they are current and their node Ready. */
    SetModel.Volume listed(Role first, String name, VolumeState.Copies.Listed listed) {
        int[] found = new int[listed.copies().size()];
        int count = 0;
        for (VolumeState.Copy copy : listed.copies()) {
            int node = set.view().nodeId(copy.node());
            if (node < 0 || copy.node().equals(goneOn)) {
                continue;
            }
            @Nullable NodeState state = set.view().node(node);
            if (state != null && state.ready() && isCurrent(copy, name)) {
                int place = places.of(node);
                if (!contains(found, count, place)) {
                    found[count++] = place;
                }
            }
        }
        return new SetModel.Volume(Arrays.copyOf(found, count), needOf(first.volume(), listed));
    }

    private static boolean contains(int[] found, int count, int place) {
        for (int i = 0; i < count; i++) {
            if (found[i] == place) {
                return true;
            }
        }
        return false;
    }

    private boolean isCurrent(VolumeState.Copy copy, String volume) {
        return switch (copy.state()) {
            case Current -> true;
            case Stale, Rebuilding, Leaving -> false;
            case Unknown -> {
                unknowns.add("state of the copy of volume " + volume + " on node " + copy.node());
                yield switch (outlook) {
                    case Guesses guesses when guesses.copies().isEmpty() ->
                            guesses.of("copy of " + volume + " on " + copy.node(), 2) == 1;
                    default -> bound() == Outlook.Bound.BEST;
                };
            }
        };
    }

    /**
     * How many copies must live for the volume to attach, over the copies that the storage wants.
     */
    private static int needOf(Volume volume, VolumeState.Copies.Listed listed) {
        int wanted = volume.copies() instanceof Amount.Units(int count) ? count : listed.wanted();
        Amount usable = volume.usable() == Amount.Word.Auto ? listed.usable() : volume.usable();
        return Math.max(1, usable.of(Math.max(1, wanted)));
    }
}
