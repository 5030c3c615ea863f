package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import dev.holdfast.view.VolumeState.Copy;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Objects that stand for copies.
 *
 * @param key where an object names its volume; with items it may read the item as {@code @item}
 * @param items where one object lists several copies (a list, or a map whose keys appear as
 *     {@code @key}), each of which has the object as {@code @object}; without it the object is one
 *     copy
 * @param sets where one object lists sets of nodes instead
 * @param links answers to other REST requests that a copy is joined with
 * @param node where a copy names its node
 * @param nodeLabel the node label that carries this name, where it is not the Node's own
 * @param only what makes it a copy that holds data
 * @param states the first whose conditions hold is the copy's state; none: Unknown
 * @param usable how many copies must live for the volume to attach: One, Majority, All or a number
 */
public record CopyRules(
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
    public CopyRules {
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

    CopyRules from(UnaryOperator<Resource> own) {
        return new CopyRules(
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

    /** The state of a copy for which all conditions hold. */
    public record StateRule(Copy.State state, List<Condition> when) {
        public StateRule {
            given(state, "state");
            when = List.copyOf(given(when, "when"));
        }
    }
}
