package dev.holdfast.survival;

import dev.holdfast.policy.Replication;
import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.PodState;
import dev.holdfast.view.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The racks that the members of an {@code Any} role are in, numbered as they are met. A member that
 * stands nowhere and has no rack label may be in the rack of any node that its volumes can attach
 * to.
 */
final class Racks {
    /** Stands before a name that no rack has: labels and nodes have no such character. */
    private static final String NONE = "?";

    private final RoleInView set;
    private final Topology topology;
    private final SetModel model;
    private final Places places;
    private final Outlook outlook;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Loose> loose = new ArrayList<>();

    /** A member whose rack nobody knows, and the racks that it may be in. */
    private record Loose(int member, PodState pod, List<String> racks) {}

    Racks(RoleInView set, SetModel model, Places places, Outlook outlook) {
        this.set = set;
        this.topology = set.topology();
        this.model = model;
        this.places = places;
        this.outlook = outlook;
    }

    /**
     * Puts a member into its rack; false when nobody knows it, and it is alone in a new one until
     * the racks are settled.
     */
    boolean put(int member, PodState pod, int place) {
        Optional<String> rack = at(pod, place);
        if (rack.isEmpty() && place < 0) {
            List<String> possible = ofNodes(pod);
            if (possible.size() == 1 && !possible.getFirst().startsWith(NONE)) {
                rack = Optional.of(possible.getFirst());
            } else if (outlook instanceof Guesses) {
                loose.add(new Loose(member, pod, possible));
                return false;
            }
        }
        if (rack.isPresent()) {
            model.rack[member] = number(rack.get());
            return true;
        }
        model.rack[member] = model.racks;
        model.racksAtLeast(model.racks + 1);
        return false;
    }

    /**
     * The rack of a member: its label, else the value that its place has of the rack's domain;
     * empty when neither is known.
     *
     * @param place where it stands, -1 for nowhere
     */
    Optional<String> at(PodState pod, int place) {
        Optional<Replication.Rack> rack = set.role().replication().rack();
        if (rack.isEmpty()) {
            return Optional.of("");
        }
        Optional<String> label = rack.get().label().map(key -> pod.labels().get(key));
        if (label.isPresent() || place < 0) {
            return label;
        }
        int domain = set.rackDomain().orElse(model.labelled);
        return domain == model.labelled
                ? Optional.ofNullable(places.node(place)).map(NodeState::name)
                : places.key(domain, model.placeValue[domain][place]);
    }

    /** The racks of all nodes that the volumes of a member that stands nowhere can attach to. */
    private List<String> ofNodes(PodState pod) {
        int domain = set.rackDomain().orElse(model.labelled);
        Set<String> found = new LinkedHashSet<>();
        MatchedNodes matched = set.matching(NodeAffinity.ANYWHERE);
        List<NodeAffinity> affinities =
                ExpectedMembers.isMissing(pod) ? List.of() : RunPlaces.affinities(set, pod);
        for (int i = 0; i < matched.cells().length; i++) {
            boolean alike =
                    matched.cells()[i] != Topology.UNKNOWN
                            && domain < model.labelled
                            && affinities.isEmpty();
            for (int node : matched.nodes()[i]) {
                @Nullable NodeState state = set.view().node(node);
                if (state != null && affinities.stream().allMatch(some -> some.matches(state))) {
                    rackOf(node, state, domain).ifPresent(found::add);
                    if (alike) {
                        break;
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private Optional<String> rackOf(int node, NodeState state, int domain) {
        if (domain == model.labelled) {
            return Optional.of(state.name());
        }
        int value = topology.value(domain, node);
        if (value >= 0) {
            return Optional.of(topology.key(domain, value));
        }
        if (!set.openNodes().contains(node)) {
            return Optional.empty();
        }
        places.noteUnlabelled(node);
        return places.guessed()
                .map(labels -> labels.key(domain, labels.of(node)[domain]))
                .or(() -> Optional.of(NONE + node));
    }

    /** Guesses the racks of the members whose racks nobody knows. */
    void settle() {
        if (!(outlook instanceof Guesses guesses)) {
            return;
        }
        List<List<String>> ways = loose.stream().map(this::options).toList();
        int from = 0;
        @Nullable Loose before = null;
        for (int i = 0; i < ways.size(); i++) {
            Loose one = loose.get(i);
            List<String> options = ways.get(i);
            from = before != null && alike(before, one) ? from : 0;
            from += guesses.of("rack of " + one.pod.name(), options.size() - from);
            model.rack[one.member] = number(options.get(from));
            before = one;
        }
        loose.clear();
    }

    /** Racks without a member are alike: as many of them as there are members to be put. */
    private List<String> options(Loose one) {
        if (one.racks.isEmpty()) {
            return List.of(NONE + one.pod.name());
        }
        boolean same = loose.stream().allMatch(other -> other.racks.equals(one.racks));
        List<String> options = new ArrayList<>();
        int fresh = same ? loose.size() : Integer.MAX_VALUE;
        for (String rack : one.racks) {
            if (numbers.containsKey(rack) || fresh-- > 0) {
                options.add(rack);
            }
        }
        return options;
    }

    /** Whether it makes no difference which of two members is in which rack. */
    private boolean alike(Loose one, Loose other) {
        return one.racks.equals(other.racks) && gone(one.member) && gone(other.member);
    }

    private boolean gone(int member) {
        return !model.up[member]
                && model.restart[member] == null
                && member != model.only
                && !model.lives(member);
    }

    /** The number of a rack, made when it is new. */
    int number(String name) {
        @Nullable Integer known = numbers.get(name);
        int id = known == null ? model.racks : known;
        numbers.put(name, id);
        model.racksAtLeast(id + 1);
        return id;
    }
}
