package dev.holdfast.cluster;

import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.storage.Rest;
import dev.holdfast.cluster.storage.RestReader;
import dev.holdfast.cluster.storage.StorageProfile;
import dev.holdfast.policy.DataPlacementPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What storage systems answered over REST, as recorded in a dump: objects of the kind {@code
 * StorageAnswer} with the name of the profile ({@code source}), of its request ({@code request})
 * and the body ({@code answer}). All pages are to be in one body.
 */
final class StorageAnswers {
    static final String KIND = "StorageAnswer";

    private final List<StorageProfile> profiles;
    private final Consumer<Finding> errors;
    private final Consumer<Finding> warnings;
    private final Map<String, Map<String, Map<String, Map<?, ?>>>> answers = new TreeMap<>();
    private final Map<String, String> files = new HashMap<>();

    StorageAnswers(
            List<StorageProfile> profiles, Consumer<Finding> errors, Consumer<Finding> warnings) {
        this.profiles = profiles;
        this.errors = errors;
        this.warnings = warnings;
    }

    static boolean holds(ObjectId id) {
        return id.is(DataPlacementPolicy.GROUP, KIND);
    }

    /** Enters one answer, or says what is wrong with it. */
    void put(Map<String, Object> object, String file, int line) {
        String source = String.valueOf(object.get("source"));
        String request = String.valueOf(object.get("request"));
        String name = KIND + " " + source + " " + request;
        @Nullable Object answer = object.get("answer");
        Optional<Rest.Request> asked = request(source, request);
        if (asked.isEmpty() || answer == null) {
            String message =
                    answer == null
                            ? "answer: the body of the answer is needed"
                            : "source and request: no profile has them";
            errors.accept(new Finding(file, line, name, "", message));
            return;
        }
        try {
            Map<String, Map<?, ?>> objects = asked.get().objects(answer);
            if (answers.computeIfAbsent(source, _ -> new HashMap<>()).put(request, objects)
                    != null) {
                errors.accept(
                        new Finding(file, line, name, "", "is there twice; all pages go into one"));
            }
            files.put(source, file);
        } catch (IllegalArgumentException e) {
            errors.accept(new Finding(file, line, name, "answer", String.valueOf(e.getMessage())));
        }
    }

    private Optional<Rest.Request> request(String source, String request) {
        return profile(source).flatMap(StorageProfile::rest).stream()
                .flatMap(rest -> rest.requests().stream())
                .filter(each -> each.name().equals(request))
                .findFirst();
    }

    private Optional<StorageProfile> profile(String name) {
        return profiles.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Enters what all answers say together. */
    void putInto(Assembly assembly) {
        answers.forEach((source, answered) -> {
            StorageProfile profile = profile(source).orElseThrow();
            for (Rest.Request request : profile.rest().orElseThrow().requests()) {
                if (!answered.containsKey(request.name())) {
                    warnings.accept(
                            new Finding(
                                    files.getOrDefault(source, ""),
                                    0,
                                    KIND + " " + source,
                                    "",
                                    "the answer to "
                                            + request.name()
                                            + " is missing, so copies may be Unknown"));
                }
            }
            assembly.put(RestReader.read(profile, answered));
        });
    }
}
