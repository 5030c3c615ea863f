package dev.holdfast.oracle;

import java.util.Set;
import java.util.TreeSet;

/**
 * A data volume of a member when everything is known.
 *
 * @param always not modelled: always there
 * @param listed a storage system keeps the copies (not the PV's affinity)
 * @param copies the nodes with a current copy; for one copy that several nodes reach, those nodes
 * @param one there is one copy only, which lives while any node of {@code copies} does
 * @param usable how many copies must live for the volume to attach
 * @param attachable the nodes where the PV's affinity lets it attach
 */
record Disk(
        boolean always,
        boolean listed,
        Set<String> copies,
        boolean one,
        int usable,
        Set<String> attachable) {

    /** Not a volume, or one that is still to be made: its data is where the member runs. */
    static Disk at(String node) {
        return new Disk(false, false, Set.of(node), false, 1, Set.of(node));
    }

    /** No data anywhere. */
    static Disk none() {
        return new Disk(false, false, Set.of(), false, 1, Set.of());
    }

    /** The disk of a member that other volumes keep to these nodes. */
    Disk within(Set<String> nodes) {
        Set<String> both = new TreeSet<>(attachable);
        both.retainAll(nodes);
        return new Disk(always, listed, copies, one, usable, both);
    }

    int living(Set<String> alive) {
        Set<String> living = new TreeSet<>(copies);
        living.retainAll(alive);
        return one ? Math.min(1, living.size()) : living.size();
    }

    boolean hasCopy(Set<String> alive) {
        return always || living(alive) >= 1;
    }

    boolean attaches(Set<String> alive) {
        return always || living(alive) >= usable;
    }

    boolean copyOn(String node) {
        return always || copies.contains(node);
    }

    /** The disk after a storage system stopped serving on a node. */
    Disk withoutServerOn(String node) {
        if (!listed) {
            return this;
        }
        Set<String> rest = new TreeSet<>(copies);
        rest.remove(node);
        return new Disk(always, true, rest, one, usable, attachable);
    }
}
