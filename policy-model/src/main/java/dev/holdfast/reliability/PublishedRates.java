package dev.holdfast.reliability;

import java.time.Duration;

/**
 * Failure rates that somebody measured and published, and two assumptions that are named so. There
 * is no primary source for the permanent loss of a zone or a site; do not invent one.
 */
public final class PublishedRates {
    /**
     * Mean time between unavailabilities of a node of 15 minutes or more: 4.3 months (Ford et al.,
     * "Availability in Globally Distributed Storage Systems", OSDI 2010).
     */
    public static final Duration NODE_MTBF = Duration.ofDays(131);

    /** Assumption, no source: how long a dead node stays so when nothing fences it. */
    public static final Duration UNFENCED_NODE_MTTR = Duration.ofHours(1);

    /** Assumption, no source: how long a dead node stays so when it is fenced automatically. */
    public static final Duration FENCED_NODE_MTTR = Duration.ofMinutes(10);

    /**
     * Zone-scale outage by power or cooling: about one a year of six hours (Dean, "Designs, Lessons
     * and Advice from Building Large Distributed Systems", LADIS 2009). For who declares zone
     * failures; it is no default.
     */
    public static final Duration ZONE_DOWN_PER_YEAR = Duration.ofHours(6);

    /** Share of disks that fail in a year: fleet 1.36 % (Backblaze 2025; models 0.22 to 6.30 %). */
    public static final double DISK_FAILURES_PER_YEAR = 0.015;

    /** Share of SSDs replaced in a year: mean 0.22 %, models 0.07 to 1.2 % (FAST 2020). */
    public static final double SSD_REPLACEMENTS_PER_YEAR = 0.005;

    /**
     * Share of nodes that do not come back after a power loss: 0.5 to 1 % (HDFS, MSST 2010;
     * Copysets, USENIX ATC 2013). How often power is lost has no primary source.
     */
    public static final double NODES_LOST_PER_POWER_LOSS = 0.01;

    private PublishedRates() {}
}
