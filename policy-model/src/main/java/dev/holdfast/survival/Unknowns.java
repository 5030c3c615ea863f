package dev.holdfast.survival;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What nobody knows about the members of one set, gathered while its model is made. */
final class Unknowns {
    private final Set<String> causes = new LinkedHashSet<>();
    private final Set<String> volumes = new LinkedHashSet<>();
    private final List<Integer> racks = new ArrayList<>();

    void add(String cause) {
        causes.add(cause);
    }

    /** A volume that may be anywhere. */
    void addPlaceless(String volume, String cause) {
        causes.add(cause);
        volumes.add(volume);
    }

    /** One text each; empty when the model is exact. */
    List<String> causes() {
        return causes.isEmpty() ? List.of() : List.copyOf(causes);
    }

    /** Whether some volume's place is unknown. */
    boolean places() {
        return !volumes.isEmpty();
    }

    /** Names of the volumes whose place nobody knows. */
    Set<String> volumes() {
        return volumes;
    }

    /** Members of an {@code Any} role whose rack nobody knows. */
    List<Integer> racks() {
        return racks;
    }
}
