package dev.holdfast.app.service;

import dev.holdfast.extender.Answer;
import dev.holdfast.extender.Extender;
import dev.holdfast.extender.Outcome;
import dev.holdfast.extender.Sampling;
import dev.holdfast.serving.Endpoint;
import dev.holdfast.serving.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The extender's verbs as endpoints, counted and logged. */
final class ExtenderEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ExtenderEndpoints.class);
    private static final String SERVICE = "extender";

    private final Consumer<Sampling> sampling;
    private final MeterRegistry registry;
    private final Set<String> misconfigured = ConcurrentHashMap.newKeySet();
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    private ExtenderEndpoints(Consumer<Sampling> sampling, MeterRegistry registry) {
        this.sampling = sampling;
        this.registry = registry;
    }

    /**
     * Under {@code /extender/}.
     *
     * @param sampling is handed what a filter call tells about kube-scheduler's samples; must not
     *     wait
     */
    static List<Endpoint> of(
            Extender extender, Consumer<Sampling> sampling, MeterRegistry registry) {
        ExtenderEndpoints endpoints = new ExtenderEndpoints(sampling, registry);
        return List.of(
                endpoints.filter(extender),
                endpoints.observed("prioritize", extender::prioritize),
                endpoints.observed("preempt", extender::preempt));
    }

    /** The same without counting and logging, for the requests that the process makes to itself. */
    static List<Endpoint> rehearsing(Extender extender) {
        return List.of(
                endpoint("filter", body -> reply(extender.filter(body))),
                endpoint("prioritize", body -> reply(extender.prioritize(body))));
    }

    private Endpoint filter(Extender extender) {
        String verb = "filter";
        return new Endpoint(
                SERVICE,
                verb,
                path(verb),
                body -> observe(verb, extender.filter(body)),
                Optional.of(() -> observe(verb, Extender.filterTooLong())));
    }

    private Endpoint observed(String verb, Function<byte[], Answer> function) {
        return endpoint(verb, body -> observe(verb, function.apply(body)));
    }

    private Reply observe(String verb, Answer answer) {
        answer.refused().forEach((code, nodes) -> counter(code).increment(nodes));
        answer.sampling().ifPresent(sampling);
        log(verb, answer);
        return reply(answer);
    }

    private static Endpoint endpoint(String verb, Function<byte[], Reply> function) {
        return new Endpoint(SERVICE, verb, path(verb), function);
    }

    private static String path(String verb) {
        return "/extender/" + verb;
    }

    private Counter counter(String code) {
        return refused.computeIfAbsent(
                code,
                _ ->
                        Counter.builder("holdfast.extender.nodes.refused")
                                .description("Nodes refused, by the code of the reason")
                                .tag("code", code)
                                .register(registry));
    }

    private void log(String verb, Answer answer) {
        // kube-scheduler tries again and again.
        if (answer.outcome() == Outcome.MISCONFIGURED && misconfigured.add(answer.problem())) {
            LOG.atWarn()
                    .addKeyValue("verb", verb)
                    .addKeyValue("answer", new String(answer.body(), StandardCharsets.UTF_8))
                    .log("kube-scheduler asks in a way that cannot work; said once");
        }
        Level level = level(answer.outcome());
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .addKeyValue("verb", verb)
                    .addKeyValue("outcome", answer.outcome().label())
                    .addKeyValue("problem", answer.problem())
                    .addKeyValue("pod", answer.pod())
                    .addKeyValue("offered", answer.offered())
                    .addKeyValue("refused", answer.refusedInAll())
                    .addKeyValue(
                            "codes",
                            String.join(",", answer.refused().keySet().stream().sorted().toList()))
                    .log("answered");
        }
    }

    private static Level level(Outcome outcome) {
        return switch (outcome) {
            case REFUSED_ALL -> Level.INFO;
            case OK, NOT_INVOLVED, UNCHECKED, NOT_READY, MISCONFIGURED, BAD_REQUEST -> Level.DEBUG;
        };
    }

    private static Reply reply(Answer answer) {
        String type = answer.status() == 200 ? "application/json" : "text/plain; charset=utf-8";
        return new Reply(
                answer.status(), type, answer.body(), answer.outcome().label(), answer.problem());
    }
}
