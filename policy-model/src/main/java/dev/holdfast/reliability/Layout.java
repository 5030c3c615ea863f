package dev.holdfast.reliability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Where one set of data stands, by indexes: what the expected minutes are computed from.
 *
 * <p>The operation is available while the members that are up give at least what is needed. Units
 * outside the cluster, taken as always up, are subtracted from the need by the caller.
 *
 * @param members in any order
 * @param places by index; places that nothing uses are allowed
 * @param needed what must be up; 0 or less is always there
 */
public record Layout(List<Member> members, List<Place> places, Units needed) {
    /**
     * Needs that the member's own place meets are left out: a place that stands for a whole zone is
     * there whenever any place of that zone is.
     *
     * @throws IllegalArgumentException for an index of a place that does not exist
     */
    public Layout {
        List<Place> known = List.copyOf(places);
        places = known;
        members = members.stream().map(member -> checked(member, known)).toList();
    }

    private static Member checked(Member member, List<Place> places) {
        Set<Integer> zonesUp = new HashSet<>();
        for (Need need : member.needs()) {
            for (int place : need.places()) {
                if (place < 0 || place >= places.size()) {
                    throw new IllegalArgumentException(
                            "%s uses place %d, but there are %d places, counted from 0"
                                    .formatted(member, place, places.size()));
                }
                if (need.needsAll() && places.get(place).failsAlone()) {
                    zonesUp.add(places.get(place).zone());
                }
            }
        }
        List<Need> kept = new ArrayList<>(member.needs());
        kept.removeIf(need ->
                need.places().stream()
                                .map(places::get)
                                .filter(place -> !place.failsAlone())
                                .filter(place -> zonesUp.contains(place.zone()))
                                .count()
                        >= need.least());
        return new Member(member.gives(), kept);
    }

    /** Whether the members that are up give less than is needed. */
    boolean lacks(IntPredicate isUp) {
        long votes = 0;
        long data = 0;
        for (int member = 0; member < members.size(); member++) {
            if (isUp.test(member)) {
                votes += members.get(member).gives().votes();
                data += members.get(member).gives().data();
            }
        }
        return votes < needed.votes() || data < needed.data();
    }

    /**
     * A node, or the many interchangeable nodes of one zone.
     *
     * @param zone any number, equal for places that a zone failure takes together
     * @param failsAlone whether it fails as a node does; else only with its zone
     */
    public record Place(int zone, boolean failsAlone) {
        /** A node in a zone. */
        public static Place node(int zone) {
            return new Place(zone, true);
        }
    }

    /**
     * What members give and operations need.
     *
     * @param votes votes of members that are up
     * @param data data units of members that are up
     */
    public record Units(int votes, int data) {
        static final Units NONE = new Units(0, 0);

        /** The same number of both. */
        public static Units both(int units) {
            return new Units(units, units);
        }

        Units plus(Units more) {
            return new Units(Math.addExact(votes, more.votes), Math.addExact(data, more.data));
        }

        boolean meets(Units needed) {
            return votes >= needed.votes && data >= needed.data;
        }
    }

    /**
     * Something that a member needs to be up: its pod's node, or copies of a volume.
     *
     * @param places where it is
     * @param least how many of the places must be up
     */
    public record Need(List<Integer> places, int least) {
        public Need {
            places = List.copyOf(places);
        }

        private boolean needsAll() {
            return least == places.size();
        }
    }

    /**
     * One member: up while all its needs are met.
     *
     * @param gives what it counts for
     * @param needs without any it is always up; one that asks for more places than it has: the
     *     member is never up
     */
    public record Member(Units gives, List<Need> needs) {
        /**
         * @throws IllegalArgumentException for negative units
         */
        public Member {
            if (gives.votes < 0 || gives.data < 0) {
                throw new IllegalArgumentException(gives + ": neither may be negative");
            }
            needs = needs.stream().filter(need -> need.least() > 0).distinct().toList();
        }

        /** A member whose only copy lies where it runs (a local volume, or none). */
        public static Member local(int weight, int place) {
            return new Member(Units.both(weight), List.of(new Need(List.of(place), 1)));
        }

        /**
         * A member that runs on one node and needs {@code usable} of the copies of its volume.
         *
         * @param usable 0 when the volume is not modelled
         */
        public static Member of(int weight, int place, List<Integer> copies, int usable) {
            return new Member(
                    Units.both(weight),
                    List.of(new Need(List.of(place), 1), new Need(copies, usable)));
        }

        /** The places whose failure this member may feel, ascending; none when it is never up. */
        List<Integer> touched() {
            var touched = new TreeSet<Integer>();
            if (canBeUp()) {
                needs.forEach(need -> touched.addAll(need.places()));
            }
            return List.copyOf(touched);
        }

        boolean canBeUp() {
            return needs.stream().allMatch(need -> need.places().size() >= need.least());
        }
    }
}
