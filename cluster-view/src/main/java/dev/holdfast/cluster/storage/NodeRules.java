package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The objects that stand for nodes.
 *
 * @param node where it names its node
 * @param down when one of these holds the storage does not serve there
 * @param heartbeat a value that changes while the storage serves there
 */
public record NodeRules(
        @JsonAlias("request") Resource resource,
        ValuePath node,
        List<Condition> down,
        Optional<Heartbeat> heartbeat) {
    public NodeRules {
        given(resource, "nodes.resource or nodes.request");
        given(node, "nodes.node");
        down = down == null ? List.of() : List.copyOf(down);
        if (down.isEmpty() && heartbeat.isEmpty()) {
            throw new IllegalArgumentException("nodes needs down or heartbeat");
        }
    }

    NodeRules from(UnaryOperator<Resource> own) {
        return new NodeRules(own.apply(resource), node, down, heartbeat);
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
