package dev.holdfast.survival;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is taken as gone besides all that is down.
 *
 * @param members names of members that count as down
 * @param storageNode a node whose listed copies are gone, or null
 */
public record Gone(Set<String> members, @Nullable String storageNode) {
    /** Nothing besides. */
    public static final Gone NOTHING = new Gone(Set.of(), null);

    public Gone {
        members = Set.copyOf(members);
    }
}
