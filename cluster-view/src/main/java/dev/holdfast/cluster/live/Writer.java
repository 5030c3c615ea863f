package dev.holdfast.cluster.live;

import dev.holdfast.cluster.Assembly;
import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.rest.RestEndpoint;
import dev.holdfast.cluster.rest.RestSource;
import dev.holdfast.cluster.storage.StorageProfile.Resource;
import dev.holdfast.cluster.storage.StorageReader;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Problem;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PendingPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that changes the view; it alone touches what is not volatile here. */
final class Writer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int BATCH = 4096;
    private static final long TICK_MILLIS = 500;

    private final KubernetesClient client;
    private final LiveOptions options;
    private final ViewListener listener;
    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final Changes changes = new Changes();
    private final Assembly assembly;
    private final StorageReader storage;
    private final List<Source> everywhere = new ArrayList<>();
    private final StorageSources copies;
    private final FirstLists lists = new FirstLists();
    private final Map<String, PolicyNamespace> namespaces = new TreeMap<>();
    private final Map<ObjectId, List<Problem>> refused = new ConcurrentSkipListMap<>();
    private volatile ClusterView view = ClusterView.EMPTY;
    private volatile List<Source> sources = List.of();
    private volatile List<RestSource> rest = List.of();
    private volatile @Nullable String missing = "nothing is listed yet";
    private volatile long answered = System.nanoTime();
    private volatile @Nullable String unanswered;
    private volatile Oldest oldest = new Oldest("", System.nanoTime());
    private boolean looked;
    private long lookedAt = System.nanoTime();

    Writer(KubernetesClient client, LiveOptions options, ViewListener listener) {
        this.client = client;
        this.options = options;
        this.listener = listener;
        this.assembly = new Assembly(options.speakers(), changes::add);
        this.storage = new StorageReader(options.profiles());
        this.copies = new StorageSources(options);
    }

    ClusterView view() {
        return view;
    }

    /** Why the view is not complete yet, null once it was. */
    @Nullable String missing() {
        return missing;
    }

    Map<ObjectId, List<Problem>> refused() {
        return Map.copyOf(refused);
    }

    List<Source> sources() {
        return sources;
    }

    List<RestSource> restSources() {
        return rest;
    }

    StorageSources copies() {
        return copies;
    }

    /** The source that every rule needs and that is silent for the longest time. */
    private record Oldest(String place, long heard) {}

    /** {@link System#nanoTime} of the API server's last answer. */
    long answered() {
        return answered;
    }

    /** The API server answered. */
    void answeredNow() {
        answered = System.nanoTime();
        unanswered = null;
    }

    /** The API server did not answer. */
    void unanswered(String cause) {
        unanswered = cause;
    }

    /** How long the API server, or a resource that every rule needs, was not heard. */
    Duration silence() {
        return since(Math.min(answered, oldest.heard()));
    }

    /** Why the view is not to be believed any more; null while it is. */
    @Nullable String tooOld() {
        if (since(answered).compareTo(options.lostAfter()) > 0) {
            return "the API server does not answer";
        }
        Oldest now = oldest;
        return since(now.heard()).compareTo(options.lostAfter()) > 0
                ? now.place() + " cannot be watched"
                : null;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    void tell(Event event) {
        queue.add(event);
    }

    @Override
    public void run() {
        for (Resource resource : Kinds.EVERYWHERE) {
            everywhere.add(queued(resource, "", Optional.empty(), Set.of()));
        }
        lists.proceed();
        rest = options.endpoints().stream().map(this::started).toList();
        List<Event> batch = new ArrayList<>(BATCH);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                @Nullable Event first = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                batch.add(first == null ? new Event.Tick() : first);
                queue.drainTo(batch, BATCH);
                batch.forEach(this::applied);
                batch.clear();
                lists.proceed();
                publish();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sources.forEach(Source::stop);
            rest.forEach(RestSource::close);
        }
    }

    private RestSource started(RestEndpoint endpoint) {
        return RestSource.start(
                endpoint,
                (source, facts, at) -> tell(new Event.Polled(source, facts, at)),
                RandomGenerator.getDefault());
    }

    /** One event that we cannot digest must not end the watch of everything else. */
    private void applied(Event event) {
        try {
            apply(event);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("event", event).log("event not applied");
        }
    }

    private void apply(Event event) {
        switch (event) {
            case Event.Put(Source source, ObjectId id, Fact fact) when isRead(source) -> {
                refused.remove(id);
                put(id, fact);
            }
            case Event.Refused(Source source, ObjectId id, List<Problem> problems)
                    when isRead(source) -> {
                refused.put(id, problems);
                pend(id, Optional.empty());
                LOG.atWarn().addKeyValue("object", id).log("object refused: {}", problems);
            }
            case Event.Gone(Source source, ObjectId id) when isRead(source) -> {
                refused.remove(id);
                gone(id);
            }
            case Event.Listed(Source source) when isRead(source) -> listed(source);
            case Event.Served(Resource resource) ->
                    copies.served(resource, r -> queued(r, "", Optional.empty(), Set.of()));
            case Event.Looked(Map<Resource, String> unknown) -> {
                copies.looked(unknown);
                looked = true;
            }
            case Event.Polled(
                            RestSource source,
                            Map<ObjectId, List<StorageFact>> facts,
                            long at) -> {
                assembly.put(facts);
                source.heard(at);
            }
            case Event.Tick _, Event.Put _, Event.Refused _, Event.Gone _, Event.Listed _ -> {}
        }
    }

    private boolean isRead(Source source) {
        if (source.namespace().isEmpty()) {
            return true;
        }
        @Nullable PolicyNamespace namespace = namespaces.get(source.namespace());
        return namespace != null && namespace.reads(source);
    }

    private void put(ObjectId id, Fact fact) {
        if (fact instanceof Fact.OfPolicy(DataPlacementPolicy policy)) {
            putPolicy(id, policy);
            return;
        }
        if (fact instanceof Fact.OfPod) {
            @Nullable PolicyNamespace namespace = namespaces.get(id.namespace());
            if (namespace != null) {
                namespace.saw(id);
            }
        }
        assembly.put(id, fact);
    }

    private void putPolicy(ObjectId id, DataPlacementPolicy policy) {
        PolicyNamespace namespace = namespaces.computeIfAbsent(id.namespace(), this::opened);
        namespace.put(id, policy);
        Set<String> annotations = AnnotationFilter.namedBy(namespace.policies());
        if (namespace.sources().stream().noneMatch(source -> source.resource().equals(Kinds.POD))
                || !annotations.equals(namespace.annotations())) {
            Source pods = queued(Kinds.POD, id.namespace(), options.podSelector(), annotations);
            namespace.watchPods(pods, annotations);
        }
        if (namespace.unlisted() == null) {
            assembly.put(id, new Fact.OfPolicy(policy));
        } else {
            pend(id, Optional.of(policy));
        }
    }

    private void pend(ObjectId id, Optional<DataPlacementPolicy> policy) {
        if (id.type().equals(ObjectReader.POLICY)) {
            assembly.put(new PendingPolicy(id.namespace(), id.name(), policy));
        }
    }

    private PolicyNamespace opened(String name) {
        PolicyNamespace namespace = new PolicyNamespace();
        for (Resource resource : Kinds.WITH_POLICY) {
            namespace.add(queued(resource, name, Optional.empty(), Set.of()));
        }
        return namespace;
    }

    private void gone(ObjectId id) {
        assembly.remove(id);
        @Nullable PolicyNamespace namespace = namespaces.get(id.namespace());
        if (namespace != null && id.type().equals(ObjectReader.POLICY)) {
            namespace.remove(id);
            if (namespace.isEmpty()) {
                namespaces.remove(id.namespace());
                namespace.stop();
                assembly.forget(id.namespace());
            }
        }
    }

    private void listed(Source source) {
        source.markListed();
        @Nullable PolicyNamespace namespace = namespaces.get(source.namespace());
        if (namespace == null) {
            return;
        }
        @Nullable Set<ObjectId> pods = namespace.listedAgain(source);
        if (pods != null) {
            assembly.keepPods(source.namespace(), pods);
        }
        if (namespace.unlisted() == null) {
            namespace.speak(this::enter);
        }
    }

    /** The last version of a policy that can be read stands, also while a newer one cannot. */
    private void enter(ObjectId id, Fact policy) {
        assembly.put(id, policy);
        if (refused.containsKey(id)) {
            pend(id, Optional.empty());
        }
    }

    private Source queued(
            Resource resource,
            String namespace,
            Optional<String> selector,
            Set<String> annotations) {
        ObjectReader reader =
                new ObjectReader(
                        storage, new AnnotationFilter(annotations, AnnotationFilter.SHORT));
        Source source = new Source(client, resource, namespace, selector, reader, this::tell);
        lists.add(source);
        return source;
    }

    private void publish() {
        options.profiles()
                .forEach(profile -> assembly.trust(profile, copies.trust(profile, answered)));
        rest.forEach(source -> assembly.trust(source.profile(), source.trust()));
        assembly.tick(System.nanoTime());
        List<Source> all = new ArrayList<>(everywhere);
        all.addAll(copies.sources());
        namespaces.values().forEach(namespace -> all.addAll(namespace.sources()));
        sources = List.copyOf(all);
        lookAtSources();
        view = assembly.view();
        if (missing != null) {
            missing = stillMissing(all);
            changes.becomeOne();
        }
        if (missing == null) {
            tellListener();
        }
    }

    private void tellListener() {
        try {
            changes.tell(view, listener);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("listener of the view failed");
        }
    }

    /** A storage system whose objects cannot be listed does not hold up the rest. */
    private @Nullable String stillMissing(List<Source> all) {
        if (!looked) {
            return "the API server has not answered yet which storage systems there are"
                    + because(unanswered);
        }
        for (RestSource source : rest) {
            if (!source.isAnswered() && source.problem().isEmpty()) {
                return source.name() + " has not answered yet";
            }
        }
        for (Source source : all) {
            @Nullable String problem = source.problem();
            boolean optional = problem != null && copies.contains(source);
            if (!source.isListed() && !optional) {
                return source.place() + " are not listed yet" + because(problem);
            }
        }
        return null;
    }

    private static String because(@Nullable String cause) {
        return cause == null ? "" : ": " + cause;
    }

    /** However many events there are, twice a second is enough. */
    private void lookAtSources() {
        long now = System.nanoTime();
        if (now - lookedAt >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
            lookedAt = now;
            sources.forEach(Source::look);
            oldest = findOldest();
        }
    }

    /** A namespace counts once its policies speak: before, nobody relies on it. */
    private Oldest findOldest() {
        Oldest found = oldest(new Oldest("", System.nanoTime()), everywhere);
        for (PolicyNamespace namespace : namespaces.values()) {
            found = namespace.speaks() ? oldest(found, namespace.sources()) : found;
        }
        return found;
    }

    private static Oldest oldest(Oldest before, List<Source> more) {
        Oldest found = before;
        for (Source source : more) {
            long heard = source.heard();
            found = heard < found.heard() ? new Oldest(source.place(), heard) : found;
        }
        return found;
    }
}
