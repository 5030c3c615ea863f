package dev.holdfast.app.config;

import dev.holdfast.reliability.PublishedRates;
import dev.holdfast.reliability.Rates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads declared rates of failure: {@code node: {mtbf, mttr}}, {@code zone: {downPerYear}} and
 * {@code burst: {perYear, lasts, hit}}. Every key known; zone failures and bursts are off unless
 * they are declared.
 */
public final class RatesFile {
    /** Published where anything is, assumed where nothing is; no zone failures, no bursts. */
    public static final Rates DEFAULT = Rates.repairedIn(PublishedRates.UNFENCED_NODE_MTTR);

    private static final double MOST_BURSTS = 100_000;

    private RatesFile() {}

    /**
     * The rates in a file; what it does not say is as in {@link #DEFAULT}.
     *
     * @throws InvalidConfiguration with everything that is wrong, unknown keys included
     */
    public static Rates read(Path file) throws InvalidConfiguration {
        @Nullable Object tree = YamlTree.read(file);
        if (tree != null && !(tree instanceof Map)) {
            throw new InvalidConfiguration(file.toString(), List.of("a mapping expected"));
        }
        List<String> problems = new ArrayList<>();
        Section root = new Section("", tree instanceof Map<?, ?> map ? map : Map.of(), problems);
        Rates read = rates(root, problems);
        root.end();
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(file.toString(), problems);
        }
        return read;
    }

    private static Rates rates(Section root, List<String> problems) {
        Section node = root.section("node");
        Duration mtbf = node.duration("mtbf", DEFAULT.nodeMtbf());
        Duration mttr = node.duration("mttr", DEFAULT.nodeMttr());
        node.end();
        Section zone = root.section("zone");
        Duration down = zone.duration("downPerYear", Duration.ZERO);
        zone.end();
        Optional<Rates.Burst> burst =
                root.has("burst") ? burst(root.section("burst"), problems) : Optional.empty();
        try {
            Rates read = new Rates(mtbf, mttr, 0, burst);
            return down.isZero() ? read : read.withZoneDownPerYear(down);
        } catch (IllegalArgumentException e) {
            problems.add("zone.downPerYear: " + e.getMessage());
            return DEFAULT;
        }
    }

    private static Optional<Rates.Burst> burst(Section section, List<String> problems) {
        for (String key : List.of("perYear", "lasts", "hit")) {
            if (!section.has(key)) {
                problems.add(
                        section.path() + "." + key + ": is needed, since nobody publishes one");
            }
        }
        double perYear = section.decimal("perYear", 0, 0, MOST_BURSTS);
        Duration lasts = section.duration("lasts", Duration.ZERO);
        double hit = section.decimal("hit", 0, 0, 1);
        section.end();
        try {
            return Optional.of(new Rates.Burst(perYear, lasts, hit));
        } catch (IllegalArgumentException e) {
            problems.add(section.path() + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
