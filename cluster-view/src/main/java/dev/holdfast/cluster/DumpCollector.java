package dev.holdfast.cluster;

import dev.holdfast.cluster.document.ObjectSink;
import dev.holdfast.cluster.object.AnnotationFilter;
import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.MalformedObjectException;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.ObjectReader;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.cluster.storage.StorageReader;
import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Problem;
import dev.holdfast.view.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects what the objects of a dump say, and makes the view when all are there. */
final class DumpCollector implements ObjectSink {
    private final List<StorageProfile> profiles;
    private final ObjectReader reader;
    private final Map<ObjectId, Entry> entries = new TreeMap<>();
    private final Set<ObjectId> conflicting = new HashSet<>();
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final StorageAnswers answers;

    DumpCollector(List<StorageProfile> profiles) {
        this.profiles = profiles;
        this.answers = new StorageAnswers(profiles, errors::add, warnings::add);
        // Which long annotations a policy reads is known when all policies are.
        this.reader =
                new ObjectReader(
                        new StorageReader(profiles),
                        new AnnotationFilter(Set.of(), Integer.MAX_VALUE));
    }

    @Override
    public void accept(Map<String, Object> object, String file, int line) {
        ObjectId id = ObjectReader.id(object);
        if (id.kind().isEmpty()) {
            errors.add(
                    new Finding(file, line, "", "kind", "is needed; this is no Kubernetes object"));
            return;
        }
        if (StorageAnswers.holds(id)) {
            answers.put(object, file, line);
            return;
        }
        try {
            Optional<Fact> fact = reader.read(object);
            if (fact.isPresent()) {
                enter(id, new Entry(fact.get(), version(object), file, line));
            } else {
                skipped.merge(id.type(), 1, Integer::sum);
            }
        } catch (MalformedObjectException e) {
            for (Problem problem : e.problems()) {
                errors.add(
                        new Finding(file, line, id.toString(), problem.path(), problem.message()));
            }
        }
    }

    private static long version(Map<String, Object> object) {
        if (object.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("resourceVersion") instanceof String version
                && version.matches("[0-9]{1,18}")) {
            return Long.parseLong(version);
        }
        return 0;
    }

    private void enter(ObjectId id, Entry entry) {
        @Nullable Entry other = entries.get(id);
        if (other == null) {
            entries.put(id, entry);
            return;
        }
        if (other.fact.equals(entry.fact)) {
            return;
        }
        if (entry.version == other.version) {
            // Neither is taken, so that the order of reading cannot decide.
            conflicting.add(id);
            errors.add(
                    new Finding(
                            entry.file,
                            entry.line,
                            id.toString(),
                            "",
                            "is also at "
                                    + other.place()
                                    + " with other contents, and no resourceVersion says which is newer: remove one"));
            return;
        }
        boolean later = entry.version > other.version;
        Entry newer = later ? entry : other;
        Entry older = later ? other : entry;
        entries.put(id, newer);
        conflicting.remove(id);
        warnings.add(
                new Finding(
                        newer.file,
                        newer.line,
                        id.toString(),
                        "",
                        "is also at "
                                + older.place()
                                + " with a lower resourceVersion; this one is taken"));
    }

    Dump.Result result() {
        entries.keySet().removeAll(conflicting);
        List<DataPlacementPolicy> policies =
                entries.values().stream()
                        .map(Entry::fact)
                        .filter(Fact.OfPolicy.class::isInstance)
                        .map(fact -> ((Fact.OfPolicy) fact).policy())
                        .toList();
        AnnotationFilter filter =
                new AnnotationFilter(AnnotationFilter.namedBy(policies), AnnotationFilter.SHORT);
        Assembly assembly = new Assembly(profiles, _ -> {});
        entries.forEach((id, entry) -> assembly.put(id, trimmed(entry.fact, filter)));
        answers.putInto(assembly);
        if (entries.isEmpty() && errors.isEmpty()) {
            warnings.add(
                    new Finding("the dump", 0, "", "", "has no object of a kind that rules read"));
        }
        return new Dump.Result(
                assembly.view(),
                List.copyOf(errors),
                List.copyOf(warnings),
                policies,
                Map.copyOf(skipped));
    }

    private static Fact trimmed(Fact fact, AnnotationFilter filter) {
        if (!(fact instanceof Fact.OfPod(PodState pod)) || pod.annotations().isEmpty()) {
            return fact;
        }
        Map<String, String> kept = new HashMap<>(pod.annotations());
        kept.entrySet().removeIf(e -> !filter.keeps(e.getKey(), e.getValue()));
        return new Fact.OfPod(
                new PodState(
                        pod.namespace(),
                        pod.name(),
                        pod.uid(),
                        pod.labels(),
                        kept,
                        pod.owner(),
                        pod.node(),
                        pod.reservedNode(),
                        pod.ready(),
                        pod.readySince(),
                        pod.terminating(),
                        pod.finished(),
                        pod.claims()));
    }

    private record Entry(Fact fact, long version, String file, int line) {
        String place() {
            return file + ":" + line;
        }
    }
}
