package dev.holdfast.app.config;

import dev.holdfast.app.config.Configuration.Storage;
import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.rest.RestEndpoint.Timing;
import dev.holdfast.cluster.rest.RestEndpoint.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code source.storage}. */
final class StorageSections {
    private static final int MOST_BYTES = 1 << 30;

    private StorageSections() {}

    static List<Storage> read(List<Section> sections) {
        List<Storage> read = new ArrayList<>();
        Set<String> profiles = new HashSet<>();
        for (Section section : sections) {
            @Nullable Storage storage = one(section);
            if (storage == null) {
                continue;
            }
            if (!profiles.add(storage.profile())) {
                section.problem(
                        "profile: " + storage.profile() + " is asked at another address already");
            }
            read.add(storage);
        }
        return read;
    }

    private static @Nullable Storage one(Section section) {
        Optional<String> profile = section.text("profile");
        Optional<String> url = section.text("url");
        Optional<Path> token = section.text("token").map(Path::of);
        Optional<TlsFiles> tls = tls(section);
        Timing timing = timing(section);
        int bytes = section.number("bodyBytes", RestEndpoint.MAX_BYTES, 1, MOST_BYTES);
        section.end();
        if (profile.isEmpty() || url.isEmpty()) {
            section.problem("profile and url are both needed");
            return null;
        }
        try {
            URI address = URI.create(url.get());
            return new Storage(profile.get(), address, token, tls, timing, bytes);
        } catch (IllegalArgumentException e) {
            section.problem("url: " + e.getMessage());
            return null;
        }
    }

    private static Optional<TlsFiles> tls(Section section) {
        if (!section.has("tls")) {
            return Optional.empty();
        }
        Section files = section.section("tls");
        Optional<Path> authority = files.text("ca").map(Path::of);
        Optional<Path> certificate = files.text("certificate").map(Path::of);
        Optional<Path> key = files.text("key").map(Path::of);
        files.end();
        try {
            return Optional.of(new TlsFiles(authority, certificate, key));
        } catch (IllegalArgumentException e) {
            files.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Timing timing(Section section) {
        Timing fallback = Timing.DEFAULT;
        try {
            return new Timing(
                    section.duration("poll", fallback.poll()),
                    section.duration("timeout", fallback.timeout()),
                    section.duration("staleAfter", fallback.staleAfter()),
                    section.duration("lostAfter", fallback.lostAfter()));
        } catch (IllegalArgumentException e) {
            section.problem(String.valueOf(e.getMessage()));
            return fallback;
        }
    }
}
