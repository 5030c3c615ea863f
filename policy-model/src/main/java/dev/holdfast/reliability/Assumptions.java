package dev.holdfast.reliability;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sentences that stand beside a number: what was declared, what is not modelled, and why. */
public final class Assumptions {
    private static final String FORD = "Ford et al., OSDI 2010";
    private static final String DEAN = "Dean, LADIS 2009";

    private Assumptions() {}

    /** The declared rates in one line; what else the minutes rest on stands with each number. */
    public static String inShort(Rates rates) {
        return "a node fails once in %s for %s; zone failures %s; bursts %s; nothing moves"
                .formatted(
                        time(rates.nodeMtbf()),
                        time(rates.nodeMttr()),
                        rates.zoneUnavailability() == 0
                                ? "not modelled"
                                : minutes(rates.zoneUnavailability() * Rates.MINUTES_PER_YEAR)
                                        + " a year",
                        rates.burst()
                                .map(burst ->
                                        "%s times a year for %s hitting %s"
                                                .formatted(
                                                        number(burst.perYear()),
                                                        time(burst.lasts()),
                                                        share(burst.hit())))
                                .orElse("not modelled"));
    }

    /** What expected minutes per year rest on. */
    static List<String> ofMinutes(Rates rates) {
        var sentences = new ArrayList<String>();
        sentences.add(nodeMtbf(rates));
        sentences.add(
                "A failed node serves again after %s on average (declared: no published value; 1 h unfenced and 10 min fenced are assumptions); so a node is down %s of the time."
                        .formatted(time(rates.nodeMttr()), share(rates.nodeUnavailability())));
        sentences.add(zones(rates.zoneUnavailability()));
        sentences.add(bursts(rates.burst()));
        sentences.add(
                "All nodes have the same rates and fail independently, given their zone%s."
                        .formatted(rates.burst().isPresent() ? " and the bursts" : ""));
        sentences.add(
                "Racks do not fail as a whole: published rates differ about 6-fold (once in 10.2 years, %s; about 20 a year in a cluster of 30 and more racks, %s)."
                        .formatted(FORD, DEAN));
        sentences.add(
                "Unavailabilities shorter than 15 minutes are left out of the default rate; they are more than 90 %% of the events (%s)."
                        .formatted(FORD));
        sentences.add(
                "No member is moved: a pod serves again when its node does, with current data at once.");
        sentences.add(
                "Planned reboots, upgrades, software errors, overload, network partitions and mistakes are not modelled; planned reboots alone were most of the unavailability of nodes (%s)."
                        .formatted(FORD));
        sentences.add(
                "Permanent loss of a disk, a node, a zone or a site is not in the minutes; for a zone or site no primary source gives a rate.");
        sentences.add("A year has 525 960 minutes.");
        return List.copyOf(sentences);
    }

    private static String nodeMtbf(Rates rates) {
        String origin =
                rates.nodeMtbf().equals(PublishedRates.NODE_MTBF)
                        ? "default: unavailable for 15 minutes or more, 4.3 months, " + FORD
                        : "declared; the default is 131 d, " + FORD;
        return "A node becomes unavailable once in %s of running, on average (%s)."
                .formatted(time(rates.nodeMtbf()), origin);
    }

    private static String zones(double unavailability) {
        return unavailability == 0
                ? "Zone failures are not modelled: the number is too good for members that share a zone."
                : "Each zone is down as a whole %s of the time, %s a year, independently of the other zones (declared; power and cooling about 6 h a year, %s)."
                        .formatted(
                                share(unavailability),
                                minutes(unavailability * Rates.MINUTES_PER_YEAR),
                                DEAN);
    }

    private static String bursts(Optional<Rates.Burst> burst) {
        String fact =
                "37 %% of node failures come in bursts, and ignoring correlation overestimates availability by two orders of magnitude and more (%s)"
                        .formatted(FORD);
        return burst.map(b ->
                        "%s times a year one cause takes down each node with probability %s for %s (declared; %s)."
                                .formatted(
                                        number(b.perYear()),
                                        number(b.hit()),
                                        time(b.lasts()),
                                        fact))
                .orElse(
                        "Bursts of failures by one cause are not modelled: the number is too good (%s; how often they come has no primary source)."
                                .formatted(fact));
    }

    private static String time(Duration duration) {
        double hours = duration.toMillis() / 3_600_000.0;
        return hours >= 48
                ? number(hours / 24) + " d"
                : hours >= 1 ? number(hours) + " h" : minutes(hours * 60);
    }

    private static String minutes(double minutes) {
        return number(minutes) + " min";
    }

    private static String share(double fraction) {
        return number(fraction * 100) + " %";
    }

    /** Four significant digits, and no more zeros than needed. */
    private static String number(double value) {
        return new BigDecimal(String.format(Locale.ROOT, "%.3e", value))
                .stripTrailingZeros()
                .toPlainString();
    }
}
