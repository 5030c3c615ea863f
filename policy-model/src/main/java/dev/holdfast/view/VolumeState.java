package dev.holdfast.view;

import dev.holdfast.policy.Amount;
import java.util.List;

/**
 * What rules read of a PersistentVolume and of what its storage system says about its copies.
 *
 * @param affinity where it can be attached; empty: anywhere
 * @param copies where its data lies
 * @param driver the CSI driver or plug-in, empty when unknown
 */
public record VolumeState(String name, NodeAffinity affinity, Copies copies, String driver) {

    /** Where the copies of a volume lie. */
    public sealed interface Copies {
        /**
         * Nothing but the PV's affinity speaks: one copy, alive while a Ready node matches; unknown
         * if the affinity is empty.
         */
        record FromAffinity() implements Copies {}

        /**
         * The storage system lists them.
         *
         * @param wanted how many copies the storage is to keep
         * @param usable how many must live for the volume to attach, One, Majority or All of {@code
         *     wanted}
         * @param source the name of the source that said so, with {@link #STALE} behind it while
         *     the source is silent
         */
        record Listed(List<Copy> copies, int wanted, Amount usable, String source)
                implements Copies {
            /** Marks the name of a source that is silent: its copies are as it last said. */
            public static final String STALE = " (stale)";

            public Listed {
                copies = List.copyOf(copies);
            }

            /** Whether the source is silent; its copies count all the same. */
            public boolean stale() {
                return source.endsWith(STALE);
            }
        }

        /** Nobody can tell. */
        record Unknown(String cause) implements Copies {}
    }

    /** One copy on one node. */
    public record Copy(String node, State state) {
        /**
         * Whether the copy holds the newest data. Only {@code Current} counts; {@code Unknown} may
         * be either.
         */
        public enum State {
            Current,
            Stale,
            Rebuilding,
            Leaving,
            Unknown
        }
    }
}
