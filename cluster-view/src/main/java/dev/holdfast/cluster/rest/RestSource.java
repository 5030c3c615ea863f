package dev.holdfast.cluster.rest;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.StorageFact;
import dev.holdfast.cluster.storage.CopyIndex.Trust;
import dev.holdfast.cluster.storage.RestReader;
import dev.holdfast.cluster.storage.StorageProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One storage system that is asked over REST: in rounds, sooner after an event, later after
 * failures. Only what changed since the last round is told.
 */
public final class RestSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestSource.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A stream of events is opened anew when it says nothing for so many rounds. */
    private static final int SILENT_ROUNDS = 20;

    private final RestEndpoint endpoint;
    private final Listener listener;
    private final RestClient client;
    private final Backoff backoff;
    private final Semaphore happened = new Semaphore(0);
    private final List<EventStream> events = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private Map<ObjectId, List<StorageFact>> told = Map.of();
    private volatile boolean answered;
    private volatile long heard = System.nanoTime();
    private volatile @Nullable String problem;

    private RestSource(RestEndpoint endpoint, Listener listener, RandomGenerator random) {
        this.endpoint = endpoint;
        this.listener = listener;
        this.client = new RestClient(endpoint);
        Duration poll = endpoint.timing().poll();
        this.backoff =
                new Backoff(
                        poll.compareTo(SECOND) < 0 ? poll : SECOND,
                        poll.compareTo(MINUTE) < 0 ? MINUTE : poll,
                        random);
    }

    /** Starts to ask; does not wait. */
    public static RestSource start(
            RestEndpoint endpoint, Listener listener, RandomGenerator random) {
        RestSource source = new RestSource(endpoint, listener, random);
        String name = "holdfast-storage-" + endpoint.profile().name();
        source.threads.add(Thread.ofVirtual().name(name).unstarted(source::run));
        for (String path : endpoint.profile().rest().orElseThrow().events()) {
            EventStream stream =
                    new EventStream(source.client, path, source.backoff, source.happened::release);
            source.events.add(stream);
            source.threads.add(Thread.ofVirtual().name(name + path).unstarted(stream));
        }
        source.threads.forEach(Thread::start);
        return source;
    }

    /** Told of each round that succeeded, on the source's own thread. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A round succeeded.
         *
         * @param changed what objects say now that say something else than before; nothing where
         *     they are gone
         * @param at {@link System#nanoTime} of its end, for {@link RestSource#heard(long)}
         */
        void answered(RestSource source, Map<ObjectId, List<StorageFact>> changed, long at);
    }

    private void run() {
        Round round = new Round(client, profile());
        int failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                failures = asked(round) ? 0 : failures + 1;
                events.forEach(stream ->
                        stream.endIfSilent(endpoint.timing().poll().multipliedBy(SILENT_ROUNDS)));
                pause(failures);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean asked(Round round) throws InterruptedException {
        try {
            Map<ObjectId, List<StorageFact>> facts = RestReader.read(profile(), round.ask());
            listener.answered(this, changed(facts), System.nanoTime());
            told = facts;
            problem = null;
            return true;
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("source", name()).log("round failed");
            failed(e.toString());
        }
        return false;
    }

    private void failed(String message) {
        if (problem == null) {
            LOG.atWarn().addKeyValue("source", name()).log("storage system not heard: {}", message);
        }
        problem = message;
    }

    private Map<ObjectId, List<StorageFact>> changed(Map<ObjectId, List<StorageFact>> facts) {
        Map<ObjectId, List<StorageFact>> changed = new HashMap<>();
        facts.forEach((id, said) -> {
            if (!said.equals(told.get(id))) {
                changed.put(id, said);
            }
        });
        for (ObjectId id : told.keySet()) {
            if (!facts.containsKey(id)) {
                changed.put(id, List.of());
            }
        }
        return changed;
    }

    /** Events shorten the wait for the next round, but not after a failure. */
    private void pause(int failures) throws InterruptedException {
        if (failures > 0) {
            Thread.sleep(backoff.after(failures));
            return;
        }
        Duration poll = endpoint.timing().poll();
        if (happened.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
            // One round for the many events of one thing that happened.
            Thread.sleep(poll.compareTo(SECOND.multipliedBy(10)) < 0 ? poll.dividedBy(10) : SECOND);
            happened.drainPermits();
        }
    }

    /** How answers are read. */
    public StorageProfile profile() {
        return endpoint.profile();
    }

    /** What messages and metrics call it. */
    public String name() {
        return profile().name();
    }

    /** Everything of a round that ended then is in the view. */
    public void heard(long at) {
        heard = at;
        answered = true;
    }

    /** Whether everything of a round is in the view. */
    public boolean isAnswered() {
        return answered;
    }

    /** Since the end of the last round that succeeded; since the start when there was none. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** Why the last round failed, empty when it succeeded. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** How far what it last said can be trusted. */
    public Trust trust() {
        String why = problem().map(text -> ": " + text).orElse("");
        RestEndpoint.Timing timing = endpoint.timing();
        if (!answered) {
            return new Trust.Lost("has not answered yet" + why);
        }
        Duration age = age();
        if (age.compareTo(timing.lostAfter()) > 0) {
            return new Trust.Lost(
                    "gave no good answer for longer than " + timing.lostAfter() + why);
        }
        return age.compareTo(timing.staleAfter()) > 0 ? new Trust.Stale() : new Trust.Fresh();
    }

    /** Ends all requests; nothing is told after that. */
    @Override
    public void close() {
        events.forEach(EventStream::end);
        threads.forEach(Thread::interrupt);
        client.close();
    }
}
