package dev.holdfast.cluster.storage;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.view.VolumeState.Copy;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a storage system that publishes custom resources tells where the copies of a volume lie. It
 * is data: a YAML file that an administrator can add ({@link Profiles}).
 *
 * @param name of the source, unique
 * @param drivers CSI drivers or plug-ins whose PersistentVolumes it speaks for
 * @param join which value of the PersistentVolume its objects name
 * @param copies the objects that list copies; without it the PersistentVolume's affinity speaks
 * @param volume the object that says how many copies there are to be
 * @param nodes the objects that say whether the storage serves on a node
 */
public record CustomResourceProfile(
        String name,
        List<String> drivers,
        Join join,
        Optional<Copies> copies,
        Optional<Volume> volume,
        Optional<Nodes> nodes) {
    public CustomResourceProfile {
        given(name, "name");
        drivers = List.copyOf(given(drivers, "drivers"));
        given(join, "join");
        if (copies.isEmpty() && nodes.isEmpty()) {
            throw new IllegalArgumentException("a profile needs copies or nodes");
        }
    }

    /** Every resource that it reads, once. */
    public List<Resource> resources() {
        return java.util.stream.Stream.of(
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

    /** A custom resource by its group, version, plural and kind. */
    public record Resource(
            String group, String version, String plural, String kind, boolean namespaced) {
        public Resource {
            given(group, "group");
            given(version, "version");
            given(plural, "plural");
            given(kind, "kind");
        }

        /** Whether an object is one of these; of any version of the group. */
        public boolean holds(ObjectId object) {
            return object.is(group, kind);
        }
    }

    /**
     * Which value of a PersistentVolume its storage objects name.
     *
     * @param pattern a regular expression whose first group is the key; by default all of it is
     */
    public record Join(By by, Optional<String> pattern) {
        /** The value that identifies the volume to its storage. */
        public enum By {
            VolumeHandle,
            VolumeName,
            Claim
        }

        public Join {
            given(by, "by");
            pattern.ifPresent(Pattern::compile);
        }

        /** The key of a volume, empty when it has none. */
        public String key(PersistentVolume volume) {
            String value =
                    switch (by) {
                        case VolumeHandle -> volume.handle();
                        case VolumeName -> volume.name();
                        case Claim -> volume.claim();
                    };
            if (pattern.isEmpty()) {
                return value;
            }
            Matcher matcher = Pattern.compile(pattern.get()).matcher(value);
            return matcher.find() && matcher.group(1) != null ? matcher.group(1) : "";
        }
    }

    /**
     * Objects that stand for copies.
     *
     * @param key where an object names its volume
     * @param items where one object lists several copies (a list, or a map whose keys appear as
     *     {@code @key}); without it the object is one copy
     * @param node where a copy names its node
     * @param nodeLabel the node label that carries this name, where it is not the Node's own
     * @param only what makes it a copy that holds data
     * @param states the first whose conditions hold is the copy's state; none: Unknown
     * @param usable how many copies must live for the volume to attach: One, Majority, All or a
     *     number
     */
    public record Copies(
            Resource resource,
            ValuePath key,
            Optional<ValuePath> items,
            ValuePath node,
            Optional<String> nodeLabel,
            List<Condition> only,
            List<StateRule> states,
            Usable usable) {
        public Copies {
            given(resource, "copies.resource");
            given(key, "copies.key");
            given(node, "copies.node");
            only = only == null ? List.of() : List.copyOf(only);
            states = List.copyOf(given(states, "copies.states"));
            given(usable, "copies.usable");
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
            Resource resource, ValuePath key, Optional<ValuePath> wanted, List<Condition> opaque) {
        public Volume {
            given(resource, "volume.resource");
            given(key, "volume.key");
            opaque = opaque == null ? List.of() : List.copyOf(opaque);
        }
    }

    /**
     * The objects that stand for nodes.
     *
     * @param node where it names its node
     * @param down when one of these holds the storage does not serve there
     */
    public record Nodes(Resource resource, ValuePath node, List<Condition> down) {
        public Nodes {
            given(resource, "nodes.resource");
            given(node, "nodes.node");
            down = List.copyOf(given(down, "nodes.down"));
        }
    }
}
