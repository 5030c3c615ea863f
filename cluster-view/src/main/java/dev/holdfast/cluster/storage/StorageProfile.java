package dev.holdfast.cluster.storage;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
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
        Optional<CopyRules> copies,
        Optional<Volume> volume,
        Optional<NodeRules> nodes) {
    public StorageProfile {
        given(name, "name");
        drivers = List.copyOf(given(drivers, "drivers"));
        given(join, "join");
        if (copies.isEmpty() && nodes.isEmpty()) {
            throw new IllegalArgumentException("a profile needs copies or nodes");
        }
        UnaryOperator<Resource> own = own(name, rest);
        copies = copies.map(c -> c.from(own));
        copies.stream()
                .flatMap(c -> c.links().stream())
                .forEach(link -> checkAsked(rest, link.request()));
        volume = volume.map(v -> new Volume(own.apply(v.resource), v.key, v.wanted, v.opaque));
        nodes = nodes.map(n -> n.from(own));
    }

    private static UnaryOperator<Resource> own(String name, Optional<Rest> rest) {
        return resource -> {
            if (rest.isPresent() && !resource.isAnswer()) {
                throw new IllegalArgumentException(
                        "a profile with rest needs request in place of resource");
            }
            if (!resource.isAnswer()) {
                return resource;
            }
            checkAsked(rest, resource.kind());
            return Resource.answer(name, resource.kind());
        };
    }

    private static void checkAsked(Optional<Rest> rest, String request) {
        if (rest.stream()
                .flatMap(r -> r.requests().stream())
                .noneMatch(r -> r.name().equals(request))) {
            throw new IllegalArgumentException("rest.requests has no request " + request);
        }
    }

    /** Every custom resource that it reads, once; none when it is read over REST. */
    public List<Resource> resources() {
        return rest.isPresent() ? List.of() : sources();
    }

    /** Everything that it reads, once. */
    List<Resource> sources() {
        return Stream.of(
                        copies.map(CopyRules::resource),
                        volume.map(Volume::resource),
                        nodes.map(NodeRules::resource))
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
}
