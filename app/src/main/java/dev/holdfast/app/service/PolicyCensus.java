package dev.holdfast.app.service;

import dev.holdfast.extender.ViewState;
import dev.holdfast.policy.check.Finding;
import dev.holdfast.policy.check.PolicyValidator;
import dev.holdfast.rules.BestMargins;
import dev.holdfast.rules.PolicyReview;
import dev.holdfast.view.ClusterView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at the policies from time to time, says in the log what is wrong with each once it changes,
 * and counts them by state: a policy that cannot hold is not found out by a refused pod first.
 */
final class PolicyCensus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyCensus.class);
    private static final long PERIOD_SECONDS = 5;

    /** What a look at a policy can come to. */
    private enum Standing {
        ACCEPTED,
        WARNED,
        REFUSED
    }

    private final Supplier<ViewState> views;
    private final Map<Standing, AtomicInteger> counts = new EnumMap<>(Standing.class);
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("holdfast-policies").daemon().factory());
    private final BestMargins best = new BestMargins();
    private Map<String, List<Finding>> told = new HashMap<>();
    private ClusterView last = ClusterView.EMPTY;

    private PolicyCensus(Supplier<ViewState> views, MeterRegistry registry) {
        this.views = views;
        for (Standing standing : Standing.values()) {
            AtomicInteger count = new AtomicInteger();
            counts.put(standing, count);
            Gauge.builder("holdfast.policies", count, AtomicInteger::get)
                    .description("Policies, by whether anything is wrong with them")
                    .tag("state", standing.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** Looks now, and then every five seconds when something changed. */
    static PolicyCensus start(Supplier<ViewState> views, MeterRegistry registry) {
        PolicyCensus census = new PolicyCensus(views, registry);
        var _ =
                census.executor.scheduleWithFixedDelay(
                        census::lookSafely, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
        return census;
    }

    private void lookSafely() {
        try {
            if (views.get() instanceof ViewState.Ready(ClusterView view) && view != last) {
                last = view;
                look(view);
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the look at the policies failed; this is a bug");
        }
    }

    private void look(ClusterView view) {
        Map<String, List<Finding>> found = new HashMap<>();
        PolicyReview review = new PolicyReview(view, best);
        view.forEachPolicy(members -> found.put(members.policy().key(), review.of(members)));
        found.forEach(this::tell);
        told = found;
        Map<Standing, Integer> counted = new EnumMap<>(Standing.class);
        found.values().forEach(each -> counted.merge(standing(each), 1, Integer::sum));
        counts.forEach((standing, count) -> count.set(counted.getOrDefault(standing, 0)));
    }

    private static Standing standing(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Standing.ACCEPTED;
        }
        return PolicyValidator.refused(findings) ? Standing.REFUSED : Standing.WARNED;
    }

    private void tell(String policy, List<Finding> findings) {
        List<Finding> before = told.getOrDefault(policy, List.of());
        if (findings.equals(before)) {
            return;
        }
        for (Finding finding : findings) {
            Level level = finding.severity() == Finding.Severity.Refused ? Level.WARN : Level.INFO;
            LOG.atLevel(level)
                    .addKeyValue("policy", policy)
                    .addKeyValue("code", finding.code())
                    .addKeyValue("path", finding.path())
                    .log("{}", finding.message());
        }
        if (findings.isEmpty()) {
            LOG.atInfo().addKeyValue("policy", policy).log("nothing is wrong any more");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
