package dev.holdfast.cluster.lead;

import dev.holdfast.cluster.live.ViewListener;
import dev.holdfast.cluster.nominate.Nominations;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does when the view changes, on a thread of its own. Changes that come while it is
 * at work, or within {@link #REST} of it, are one change.
 */
public final class LeaderWork implements ViewListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWork.class);
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(5);

    private final BooleanSupplier leads;
    private final Kicks kicks;
    private final Optional<Nominations> nominations;
    private final LongAdder kicked = new LongAdder();
    private final LongAdder nominated = new LongAdder();
    private final LongAdder takenBack = new LongAdder();
    private final Thread thread =
            Thread.ofPlatform().name("holdfast-leader").daemon().unstarted(this::run);

    private final Semaphore news = new Semaphore(0);

    /** Guarded by this. */
    private final Set<String> namespaces = new HashSet<>();

    /** Guarded by this. */
    private final Set<String> busy = new HashSet<>();

    /** Guarded by this. */
    private boolean nodes;

    /** Guarded by this. */
    private ClusterView newest = ClusterView.EMPTY;

    private ClusterView last = ClusterView.EMPTY;

    private LeaderWork(
            BooleanSupplier leads,
            Function<PodState, WaitingPods.Outcome> wake,
            Optional<Nominations> nominations) {
        this.leads = leads;
        this.kicks = new Kicks(wake, System::nanoTime);
        this.nominations = nominations;
    }

    /**
     * Starts to wait for changes of a view.
     *
     * @param leads whether this instance may write now; asked before each write
     * @param nominations are closed with this
     */
    public static LeaderWork start(
            BooleanSupplier leads, WaitingPods pods, Optional<Nominations> nominations) {
        LeaderWork work =
                new LeaderWork(
                        leads,
                        pod -> leads.getAsBoolean() ? pods.wake(pod) : WaitingPods.Outcome.FAILED,
                        nominations);
        work.thread.start();
        return work;
    }

    /** How many times a pod was woken. */
    public double kicked() {
        return kicked.sum();
    }

    /** How many times a node was nominated. */
    public double nominated() {
        return nominated.sum();
    }

    /** How many nominations were taken back. */
    public double takenBack() {
        return takenBack.sum();
    }

    @Override
    public synchronized void changed(
            ClusterView view, Set<String> changed, Set<String> inUse, boolean ofNodes) {
        newest = view;
        namespaces.addAll(changed);
        busy.addAll(inUse);
        nodes |= ofNodes;
        news.release();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                round();
                Thread.sleep(REST);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        if (news.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
        ClusterView view;
        Set<String> changed;
        Set<String> inUse;
        synchronized (this) {
            view = newest;
            changed = nodes ? everyNamespace(view) : Set.copyOf(namespaces);
            inUse = nodes ? changed : Set.copyOf(busy);
            namespaces.clear();
            busy.clear();
            nodes = false;
        }
        try {
            work(view, changed, inUse);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the leader's work failed; this is a bug");
        }
    }

    private void work(ClusterView view, Set<String> changed, Set<String> inUse) {
        ClusterView before = last;
        last = view;
        if (view != before) {
            kicks.note(before, view, changed);
            kicks.noteWatched(before, inUse);
        }
        if (leads.getAsBoolean()) {
            kicked.add(kicks.wake(view));
            nominations.ifPresent(each -> nominate(each, view));
        } else {
            kicks.forget(view);
        }
    }

    private void nominate(Nominations each, ClusterView view) {
        Nominations.Done done = each.round(view);
        nominated.add(done.nominated());
        takenBack.add(done.takenBack());
    }

    private static Set<String> everyNamespace(ClusterView view) {
        Set<String> all = new HashSet<>();
        view.forEachPolicy(members -> all.add(members.policy().namespace()));
        return all;
    }

    /** Ends at once; what is under way is finished or given up within seconds. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(END)) {
                LOG.atWarn().log("the leader's work did not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        nominations.ifPresent(Nominations::close);
    }
}
