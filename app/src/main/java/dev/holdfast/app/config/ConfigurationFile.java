package dev.holdfast.app.config;

import dev.holdfast.app.config.Configuration.Drain;
import dev.holdfast.app.config.Configuration.Extender;
import dev.holdfast.app.config.Configuration.Leader;
import dev.holdfast.app.config.Configuration.Source;
import dev.holdfast.app.config.Configuration.Trust;
import dev.holdfast.app.config.Configuration.WarmUp;
import dev.holdfast.extender.Stance;
import dev.holdfast.serving.Limits;
import dev.holdfast.serving.ListenAt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the configuration file: YAML, every key known, each with a default. */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /**
     * The configuration in a file; what it does not say is as in {@link Configuration#DEFAULT}.
     *
     * @throws InvalidConfiguration with everything that is wrong, unknown keys included
     */
    public static Configuration read(Path file) throws InvalidConfiguration {
        return of(file.toString(), YamlTree.read(file));
    }

    /** The configuration in a tree of maps, lists, texts and numbers; null counts as empty. */
    static Configuration of(String file, @Nullable Object tree) throws InvalidConfiguration {
        List<String> problems = new ArrayList<>();
        if (tree != null && !(tree instanceof Map)) {
            throw new InvalidConfiguration(file, List.of("a mapping expected"));
        }
        Section root = new Section("", tree instanceof Map<?, ?> map ? map : Map.of(), problems);
        Configuration fallback = Configuration.DEFAULT;
        Configuration read =
                new Configuration(
                        extender(root.section("extender"), fallback.extender()),
                        listen(root.section("probes"), fallback.probes()),
                        source(root.section("source"), fallback.source()),
                        drain(root.section("drain"), fallback.drain()),
                        warmUp(root.section("warmUp"), fallback.warmUp()),
                        leader(root.section("leader"), fallback.leader()));
        root.end();
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(file, problems);
        }
        return read;
    }

    private static Extender extender(Section section, Extender fallback) {
        Extender read =
                new Extender(
                        listen(section.section("listen"), fallback.listen()),
                        section.choice("stance", Stance.class, fallback.stance()),
                        limits(section.section("limits"), fallback.limits()));
        section.end();
        return read;
    }

    private static ListenAt listen(Section section, ListenAt fallback) {
        String host = section.text("host", fallback.host());
        int port = section.number("port", fallback.port(), 0, 65535);
        Optional<ListenAt.Tls> tls = Optional.empty();
        if (section.has("tls")) {
            Section files = section.section("tls");
            Optional<Path> certificate = files.text("certificate").map(Path::of);
            Optional<Path> key = files.text("key").map(Path::of);
            Optional<Path> clientCa = files.text("clientCa").map(Path::of);
            files.end();
            if (certificate.isPresent() && key.isPresent()) {
                tls = Optional.of(new ListenAt.Tls(certificate.get(), key.get(), clientCa));
            } else {
                files.problems().add(files.path() + ": certificate and key are both needed");
            }
        }
        section.end();
        return new ListenAt(host, port, tls);
    }

    private static Limits limits(Section section, Limits fallback) {
        int most = 1 << 30;
        Limits read =
                new Limits(
                        section.number("bodyBytes", fallback.bodyBytes(), 1, most),
                        section.number("inFlight", fallback.inFlight(), 1, most),
                        section.number("connections", fallback.connections(), 1, most),
                        section.duration("bodyTime", fallback.bodyTime()),
                        section.duration("firstRequest", fallback.firstRequest()),
                        section.duration("idle", fallback.idle()),
                        section.duration("deadline", fallback.deadline()));
        section.end();
        return read;
    }

    private static Source source(Section section, Source fallback) {
        Source read =
                new Source(
                        section.texts("state").stream().map(Path::of).toList(),
                        section.text("kubeconfig").map(Path::of),
                        section.texts("profiles").stream().map(Path::of).toList(),
                        StorageSections.read(section.sections("storage")),
                        section.text("podSelector"),
                        trust(section, fallback.trust()));
        section.end();
        return read;
    }

    private static Trust trust(Section section, Trust fallback) {
        try {
            return new Trust(
                    section.duration("staleAfter", fallback.staleAfter()),
                    section.duration("lostAfter", fallback.lostAfter()));
        } catch (IllegalArgumentException e) {
            section.problem(String.valueOf(e.getMessage()));
            return fallback;
        }
    }

    private static Drain drain(Section section, Drain fallback) {
        Drain read =
                new Drain(
                        section.duration("grace", fallback.grace()),
                        section.duration("limit", fallback.limit()));
        section.end();
        return read;
    }

    private static WarmUp warmUp(Section section, WarmUp fallback) {
        WarmUp read =
                new WarmUp(
                        section.number("requests", fallback.requests(), 0, 100_000),
                        section.duration("limit", fallback.limit()));
        section.end();
        return read;
    }

    private static Leader leader(Section section, Leader fallback) {
        Leader read =
                new Leader(
                        section.flag("elect", fallback.elect()),
                        section.text("lease", fallback.lease()),
                        section.text("namespace"),
                        section.flag("nominate", fallback.nominate()),
                        section.duration("nominationLimit", fallback.nominationLimit()));
        section.end();
        return read;
    }
}
