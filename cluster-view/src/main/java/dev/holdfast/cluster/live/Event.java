package dev.holdfast.cluster.live;

import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.rest.RestSource;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.policy.Problem;
import java.util.List;
import java.util.Map;

/** What the writer of the view is told, in the order in which each source saw it. */
sealed interface Event {
    /** An object was added or changed. */
    record Put(Source source, ObjectId id, Fact fact) implements Event {}

    /** An object cannot be read; what it said before stays. */
    record Refused(Source source, ObjectId id, List<Problem> problems) implements Event {}

    /** An object is gone. */
    record Gone(Source source, ObjectId id) implements Event {}

    /** All objects that there are have been put. */
    record Listed(Source source) implements Event {}

    /** The API server serves this resource. */
    record Served(StorageProfile.Resource resource) implements Event {}

    /**
     * Every resource of the profiles has been looked for.
     *
     * @param unknown those of which it cannot be said whether they are served, with the causes
     */
    record Looked(Map<StorageProfile.Resource, String> unknown) implements Event {
        public Looked {
            unknown = Map.copyOf(unknown);
        }
    }

    /** A storage system's REST server answered; nothing is said where an object is gone. */
    record Polled(RestSource source, Map<ObjectId, List<StorageFact>> facts, long at)
            implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
