package dev.holdfast.oracle;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Domain;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClaimState;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.VolumeState;
import dev.holdfast.view.VolumeState.Copy.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random claims and their volumes: local, zonal, replicated, of unknown place, not bound yet. */
final class RandomVolumes {
    private final Dice dice;
    private final List<NodeState> nodes;
    private final List<Change> changes;
    private final int usual;
    private final int current;

    /** Most volumes of a cluster are of one kind. */
    RandomVolumes(Dice dice, List<NodeState> nodes, List<Change> changes) {
        this.dice = dice;
        this.nodes = nodes;
        this.changes = changes;
        this.usual = dice.between(0, 99);
        this.current = dice.percent(60) ? 97 : 75;
    }

    void claim(String name, Map<String, String> labels, Optional<String> node) {
        int kind = dice.percent(75) ? usual : dice.between(0, 99);
        Optional<VolumeState> volume = volume("pv-" + name, node, kind);
        boolean known = volume.isPresent() && !dice.percent(1);
        changes.add(
                new Change.ClaimPut(
                        new ClaimState(
                                Worlds.NAMESPACE,
                                name,
                                labels,
                                volume.map(VolumeState::name),
                                Optional.of("any"))));
        if (known) {
            changes.add(new Change.VolumePut(volume.orElseThrow()));
        }
    }

    private Optional<VolumeState> volume(String name, Optional<String> node, int kind) {
        String home = node.isPresent() && dice.percent(92) ? node.get() : dice.of(nodes).name();
        if (kind < 35) {
            return Optional.of(fromAffinity(name, only(Domain.NODE.key(), home)));
        }
        if (kind < 50) {
            return Optional.of(fromAffinity(name, zonal(home)));
        }
        if (kind < 88) {
            NodeAffinity affinity = dice.percent(85) ? NodeAffinity.ANYWHERE : zonal(home);
            return Optional.of(new VolumeState(name, affinity, listed(home), "storage.example"));
        }
        if (kind < 91) {
            return Optional.of(
                    new VolumeState(
                            name,
                            NodeAffinity.ANYWHERE,
                            new VolumeState.Copies.Unknown("the source is away"),
                            "storage.example"));
        }
        return kind < 93
                ? Optional.of(fromAffinity(name, NodeAffinity.ANYWHERE))
                : Optional.empty();
    }

    private static VolumeState fromAffinity(String name, NodeAffinity affinity) {
        return new VolumeState(name, affinity, new VolumeState.Copies.FromAffinity(), "");
    }

    private NodeAffinity zonal(String home) {
        String zone =
                nodes.stream()
                        .filter(node -> node.name().equals(home))
                        .map(node -> node.labels().getOrDefault(Worlds.DRIVER_ZONE, ""))
                        .findFirst()
                        .orElseThrow();
        return only(dice.percent(50) ? Worlds.DRIVER_ZONE : Worlds.ZONE, zone);
    }

    private static NodeAffinity only(String key, String value) {
        NodeAffinity.Requirement requirement =
                new NodeAffinity.Requirement(key, "In", List.of(value));
        return new NodeAffinity(List.of(new NodeAffinity.Term(List.of(requirement), List.of())));
    }

    private VolumeState.Copies listed(String home) {
        List<VolumeState.Copy> copies = new ArrayList<>();
        copies.add(new VolumeState.Copy(home, state()));
        int more = dice.between(0, 2);
        for (int i = 0; i < more; i++) {
            String node = dice.of(nodes).name();
            if (copies.stream().noneMatch(copy -> copy.node().equals(node))) {
                copies.add(new VolumeState.Copy(node, state()));
            }
        }
        int wanted = dice.percent(70) ? copies.size() : dice.between(1, 3);
        Amount usable =
                dice.of(
                        List.of(
                                Amount.Word.One,
                                Amount.Word.One,
                                Amount.Word.Majority,
                                Amount.Word.All));
        return new VolumeState.Copies.Listed(copies, wanted, usable, "longhorn");
    }

    private State state() {
        return dice.percent(current)
                ? State.Current
                : dice.of(List.of(State.Stale, State.Rebuilding, State.Leaving, State.Unknown));
    }
}
