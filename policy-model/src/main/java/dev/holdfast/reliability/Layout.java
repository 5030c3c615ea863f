package dev.holdfast.reliability;

import java.util.List;
import java.util.TreeSet;

/**
 * Where one set of data runs, by indexes: what the expected minutes are computed from.
 *
 * <p>The operation is available while the members that are up weigh at least {@code threshold}.
 * Units outside the cluster, taken as always up, are subtracted from the threshold by the caller.
 *
 * @param members in any order
 * @param zoneOfNode for each node its zone, both counted from 0; nodes that nothing uses are
 *     allowed
 * @param threshold weight that must be up; 0 or less is always available
 */
public record Layout(List<Member> members, List<Integer> zoneOfNode, int threshold) {
    /**
     * @throws IllegalArgumentException for an index of a node that does not exist
     */
    public Layout {
        members = List.copyOf(members);
        zoneOfNode = List.copyOf(zoneOfNode);
        for (Member member : members) {
            for (int node : member.touched()) {
                if (node < 0 || node >= zoneOfNode.size()) {
                    throw new IllegalArgumentException(
                            "%s uses node %d, but there are %d nodes, counted from 0"
                                    .formatted(member, node, zoneOfNode.size()));
                }
            }
        }
    }

    /**
     * One member: up while its node is up and at least {@code usable} of its copies are.
     *
     * @param weight votes or units it counts for, 0 or more
     * @param node where it runs
     * @param copies the node of each copy of its volume; empty when the volume is not modelled
     * @param usable how many copies must be reachable for the volume to attach; 0 when it is not
     *     modelled. More than there are copies: the member is never up
     */
    public record Member(int weight, int node, List<Integer> copies, int usable) {
        /**
         * @throws IllegalArgumentException for a negative weight or usable
         */
        public Member {
            copies = List.copyOf(copies);
            if (weight < 0 || usable < 0) {
                throw new IllegalArgumentException(
                        "weight %d, usable %d: neither may be negative".formatted(weight, usable));
            }
        }

        /** A member whose only copy lies where it runs (a local volume, or none). */
        public static Member local(int weight, int node) {
            return new Member(weight, node, List.of(node), 1);
        }

        /** The nodes whose failure this member may feel, ascending. */
        List<Integer> touched() {
            var nodes = new TreeSet<>(copies);
            nodes.add(node);
            return List.copyOf(nodes);
        }

        boolean hasEnoughCopies() {
            return copies.size() >= usable;
        }

        /** Whether it is up exactly while its own node is up (or never). */
        boolean dependsOnItsNodeOnly() {
            return usable == 0 || !hasEnoughCopies() || touched().size() == 1;
        }
    }
}
