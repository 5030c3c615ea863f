package dev.holdfast.cluster.storage;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.view.VolumeState.Copy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a storage system tells where the copies of a volume lie: in custom resources, or over REST.
 * It is data: a YAML file that an administrator can add ({@link Profiles}).
 *
 * @param name of the source, unique
 * @param drivers CSI drivers or plug-ins whose PersistentVolumes it speaks for
 * @param join which value of the PersistentVolume its objects name
 * @param rest what is asked, when its objects come over REST and not as custom resources
 * @param copies the objects that list copies; without it the PersistentVolume's affinity speaks
 * @param volume the object that says how many copies there are to be
 * @param nodes the objects that say whether the storage serves on a node
 */
public record StorageProfile(
        String name,
        List<String> drivers,
        Join join,
        Optional<Rest> rest,
        Optional<Copies> copies,
        Optional<Volume> volume,
        Optional<Nodes> nodes) {
    public StorageProfile {
        given(name, "name");
        drivers = List.copyOf(given(drivers, "drivers"));
        given(join, "join");
        if (copies.isEmpty() && nodes.isEmpty()) {
            throw new IllegalArgumentException("a profile needs copies or nodes");
        }
        UnaryOperator<Resource> own = own(name, rest);
        copies = copies.map(c -> c.from(own));
        volume = volume.map(v -> new Volume(own.apply(v.resource), v.key, v.wanted, v.opaque));
        nodes = nodes.map(n -> new Nodes(own.apply(n.resource), n.node, n.down, n.heartbeat));
    }

    private static UnaryOperator<Resource> own(String name, Optional<Rest> rest) {
        return resource -> {
            boolean asked =
                    rest.isPresent()
                            && rest.get().requests().stream()
                                    .anyMatch(r -> r.name().equals(resource.kind()));
            if (resource.isAnswer() != rest.isPresent() || (resource.isAnswer() && !asked)) {
                throw new IllegalArgumentException(
                        resource.isAnswer()
                                ? "rest.requests has no request " + resource.kind()
                                : "a profile with rest needs request and not resource");
            }
            return resource.isAnswer() ? Resource.answer(name, resource.kind()) : resource;
        };
    }

    /** Every custom resource that it reads, once; none when it is read over REST. */
    public List<Resource> resources() {
        return rest.isPresent() ? List.of() : sources();
    }

    /** Everything that it reads, once. */
    List<Resource> sources() {
        return Stream.of(
                        copies.map(Copies::resource),
                        volume.map(Volume::resource),
                        nodes.map(Nodes::resource))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Whether it speaks for this volume. */
    public boolean speaksFor(PersistentVolume volume) {
        return drivers.contains(volume.driver());
    }

    static <T> T given(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is needed");
        }
        return value;
    }

    /**
     * A custom resource by its group, version, plural and kind; or, written as one word, the
     * answers to the REST request of that name.
     */
    public record Resource(
            String group, String version, String plural, String kind, boolean namespaced) {
        private static final String ANSWERS = "rest:";

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        public Resource {
            given(group, "group");
            given(version, "version");
            given(plural, "plural");
            given(kind, "kind");
        }

        /** The answers to a profile's REST request. */
        public static Resource answer(String profile, String request) {
            return new Resource(ANSWERS + profile, "v0", request, request, false);
        }

        /** The answers to a REST request of the profile that this stands in. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Resource answer(String request) {
            return answer("", request);
        }

        boolean isAnswer() {
            return group.startsWith(ANSWERS);
        }

        /** Whether an object is one of these; of any version of the group. */
        public boolean holds(ObjectId object) {
            return object.is(group, kind);
        }
    }

    /**
     * Objects that stand for copies.
     *
     * @param key where an object names its volume; with items it may read the item as {@code @item}
     * @param items where one object lists several copies (a list, or a map whose keys appear as
     *     {@code @key}), each of which has the object as {@code @object}; without it the object is
     *     one copy
     * @param sets where one object lists sets of nodes instead
     * @param links answers to other REST requests that a copy is joined with
     * @param node where a copy names its node
     * @param nodeLabel the node label that carries this name, where it is not the Node's own
     * @param only what makes it a copy that holds data
     * @param states the first whose conditions hold is the copy's state; none: Unknown
     * @param usable how many copies must live for the volume to attach: One, Majority, All or a
     *     number
     */
    public record Copies(
            @JsonAlias("request") Resource resource,
            Template key,
            Optional<ValuePath> items,
            Optional<CopySets> sets,
            List<Link> links,
            Template node,
            Optional<String> nodeLabel,
            List<Condition> only,
            List<StateRule> states,
            Usable usable) {
        public Copies {
            given(resource, "copies.resource or copies.request");
            given(key, "copies.key");
            links = links == null ? List.of() : List.copyOf(links);
            if (items.isPresent() && sets.isPresent()) {
                throw new IllegalArgumentException("copies has items or sets, not both");
            }
            given(node, "copies.node");
            only = only == null ? List.of() : List.copyOf(only);
            states = List.copyOf(given(states, "copies.states"));
            given(usable, "copies.usable");
        }

        Copies from(UnaryOperator<Resource> own) {
            return new Copies(
                    own.apply(resource),
                    key,
                    items,
                    sets,
                    links,
                    node,
                    nodeLabel,
                    only,
                    states,
                    usable);
        }

        /** The state of one copy. */
        Copy.State state(Object copy) {
            for (StateRule rule : states) {
                if (Condition.all(rule.when, copy)) {
                    return rule.state;
                }
            }
            return Copy.State.Unknown;
        }
    }

    /** The state of a copy for which all conditions hold. */
    public record StateRule(Copy.State state, List<Condition> when) {
        public StateRule {
            given(state, "state");
            when = List.copyOf(given(when, "when"));
        }
    }

    /**
     * The object that stands for a volume.
     *
     * @param wanted where the number of copies that are to be stands, or the list of them; without
     *     it as many as are listed
     * @param opaque when one of these holds no node has a whole copy, so nothing is known of places
     */
    public record Volume(
            @JsonAlias("request") Resource resource,
            Template key,
            Optional<ValuePath> wanted,
            List<Condition> opaque) {
        public Volume {
            given(resource, "volume.resource or volume.request");
            given(key, "volume.key");
            opaque = opaque == null ? List.of() : List.copyOf(opaque);
        }
    }

    /**
     * The objects that stand for nodes.
     *
     * @param node where it names its node
     * @param down when one of these holds the storage does not serve there
     * @param heartbeat a value that changes while the storage serves there
     */
    public record Nodes(
            @JsonAlias("request") Resource resource,
            ValuePath node,
            List<Condition> down,
            Optional<Heartbeat> heartbeat) {
        public Nodes {
            given(resource, "nodes.resource or nodes.request");
            given(node, "nodes.node");
            down = down == null ? List.of() : List.copyOf(down);
            if (down.isEmpty() && heartbeat.isEmpty()) {
                throw new IllegalArgumentException("nodes needs down or heartbeat");
            }
        }
    }

    /**
     * A value that changes while somebody lives.
     *
     * @param within how long it may stay the same; measured here, since the clocks of two machines
     *     are not compared, and so of no effect in a dump
     */
    public record Heartbeat(ValuePath path, Duration within) {
        public Heartbeat {
            given(path, "nodes.heartbeat.path");
            given(within, "nodes.heartbeat.within");
        }
    }
}
