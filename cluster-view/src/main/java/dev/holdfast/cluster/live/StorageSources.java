package dev.holdfast.cluster.live;

import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watched resources of storage systems, and how far each system can be trusted. The writer's
 * thread alone changes it; {@link #unknown} may be called from any.
 */
final class StorageSources {
    private static final Logger LOG = LoggerFactory.getLogger(StorageSources.class);

    private final LiveOptions options;
    private final Map<Resource, Source> sources = new HashMap<>();
    private final Map<String, Trust> said = new HashMap<>();
    private volatile Map<Resource, Unknown> unknown = Map.of();
    private boolean looked;

    StorageSources(LiveOptions options) {
        this.options = options;
    }

    /**
     * A resource that the API server could not say anything about.
     *
     * @param since {@link System#nanoTime} when that began
     * @param once whether it was known before: then it is silent, and not unknown at once
     */
    private record Unknown(String cause, long since, boolean once) {}

    /** The API server serves a resource: it is watched from now on. */
    void served(Resource resource, Function<Resource, Source> start) {
        sources.computeIfAbsent(resource, start);
    }

    /** All were looked for; of these it cannot be said whether they are served. */
    void looked(Map<Resource, String> causes) {
        Map<Resource, Unknown> now = new HashMap<>();
        causes.forEach((resource, cause) -> {
            @Nullable Unknown before = unknown.get(resource);
            if (before == null || !before.cause().equals(cause)) {
                LOG.atWarn()
                        .addKeyValue("resource", Kinds.name(resource))
                        .log("not known whether it is served: {}", cause);
            }
            now.put(
                    resource,
                    before == null
                            ? new Unknown(cause, System.nanoTime(), looked)
                            : new Unknown(cause, before.since(), before.once()));
        });
        unknown = Map.copyOf(now);
        looked = true;
    }

    Collection<Source> sources() {
        return sources.values();
    }

    boolean contains(Source source) {
        return sources.containsValue(source);
    }

    /** Resources of which it is not known whether they are served. */
    List<SourceState> unknown() {
        return unknown.entrySet().stream()
                .map(each ->
                        SourceState.unknown(
                                each.getKey(),
                                Duration.ofNanos(System.nanoTime() - each.getValue().since()),
                                each.getValue().cause()))
                .toList();
    }

    /**
     * How far a storage system can be trusted: no further than the one of its resources that is
     * silent for the longest time.
     *
     * @param answered {@link System#nanoTime} of the API server's last answer
     */
    Trust trust(StorageProfile profile, long answered) {
        Trust now = judged(profile, answered);
        if (profile.resources().stream().anyMatch(sources::containsKey)) {
            @Nullable Trust before = said.put(profile.name(), now);
            if (before != null && !before.getClass().equals(now.getClass())) {
                log(profile.name(), now);
            }
        }
        return now;
    }

    private void log(String profile, Trust trust) {
        switch (trust) {
            case Trust.Fresh() ->
                    LOG.atInfo().addKeyValue("storage", profile).log("copies are fresh");
            case Trust.Stale() ->
                    LOG.atWarn()
                            .addKeyValue("storage", profile)
                            .log("copies are stale, and count as last seen");
            case Trust.Lost(String cause) ->
                    LOG.atWarn()
                            .addKeyValue("storage", profile)
                            .log("copies are not believed: {}", cause);
        }
    }

    private Trust judged(StorageProfile profile, long answered) {
        Duration silence = since(answered);
        String who = "the API server is silent";
        for (Resource resource : profile.resources()) {
            @Nullable Unknown why = unknown.get(resource);
            if (why != null) {
                String unsure =
                        "it is not known whether the API server serves %s: %s"
                                .formatted(Kinds.name(resource), why.cause());
                if (!why.once()) {
                    return new Trust.Lost(unsure);
                }
                if (since(why.since()).compareTo(silence) > 0) {
                    silence = since(why.since());
                    who = unsure;
                }
            }
            @Nullable Source source = sources.get(resource);
            if (source == null) {
                continue;
            }
            if (!source.isListed()) {
                return new Trust.Lost(source.name() + " could not be listed yet" + cause(source));
            }
            Duration own = since(source.heard());
            if (own.compareTo(silence) > 0) {
                silence = own;
                who = source.name() + " could not be watched" + cause(source);
            }
        }
        if (silence.compareTo(options.lostAfter()) > 0) {
            return new Trust.Lost(who + ", for longer than " + options.lostAfter());
        }
        return silence.compareTo(options.staleAfter()) > 0 ? new Trust.Stale() : new Trust.Fresh();
    }

    private static String cause(Source source) {
        @Nullable String problem = source.problem();
        return problem == null ? "" : ": " + problem;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
