package dev.holdfast.oracle;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A member when everything is known.
 *
 * @param node where it stands
 * @param able it stands somewhere and nothing of its own keeps it down (it is Ready, not
 *     terminating)
 * @param votes its weight in quorums
 * @param data its data units
 * @param disks its data volumes, at least one
 * @param rack its rack, for sets that the database chooses
 * @param converge it may only run where a current copy of every volume is
 */
record Actor(
        String name,
        Optional<String> node,
        boolean able,
        int votes,
        int data,
        List<Disk> disks,
        String rack,
        boolean converge) {

    /** "Up now" for the nodes that are Ready and outside F. */
    boolean up(Set<String> alive) {
        return able
                && node.map(alive::contains).orElse(false)
                && disks.stream().allMatch(disk -> disk.attaches(alive));
    }

    /** A living copy of every data volume. */
    boolean hasCopy(Set<String> alive) {
        return disks.stream().allMatch(disk -> disk.hasCopy(alive));
    }

    /** Whether it may restart on this node, apart from the spread. */
    boolean restarts(String target, Set<String> alive) {
        return disks.stream()
                .allMatch(disk ->
                        disk.attachable().contains(target)
                                && disk.attaches(alive)
                                && (!converge || disk.copyOn(target)));
    }

    Actor down() {
        return new Actor(name, node, false, votes, data, disks, rack, converge);
    }

    Actor withDisks(List<Disk> changed) {
        return new Actor(name, node, able, votes, data, changed, rack, converge);
    }
}
