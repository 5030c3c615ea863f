package dev.holdfast.survival;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.Topology;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The smallest failure that breaks a goal, in the names that people use. */
final class Witness {
    private final RoleInView set;
    private final Topology topology;

    Witness(RoleInView set) {
        this.set = set;
        this.topology = set.topology();
    }

    /**
     * The verdict of a search that failed.
     *
     * @param from the fewest values that a witness may have
     * @param below no witness is wanted of so many values or more
     */
    SetVerdict failed(FailureSearch search, int margin, int from, int below) {
        Optional<List<FailureSearch.Candidate>> failure = search.smallest(from, below);
        if (failure.isEmpty()) {
            return new SetVerdict(
                    SetVerdict.Result.FAIL, margin, Optional.empty(), List.of(), List.of());
        }
        List<String> names = failure.get().stream().map(this::nameOf).sorted(this::order).toList();
        return new SetVerdict(
                SetVerdict.Result.FAIL,
                margin,
                Optional.of(names),
                search.lostUnder(failure.get()),
                List.of());
    }

    private int order(String one, String other) {
        PolicySpec spec = set.policy().policy().spec();
        int first = spec.domainIndex(one.substring(0, one.indexOf('/'))).orElse(0);
        int second = spec.domainIndex(other.substring(0, other.indexOf('/'))).orElse(0);
        return first != second ? Integer.compare(first, second) : one.compareTo(other);
    }

    /** A lost value as {@code zone/a}. */
    String nameOf(FailureSearch.Candidate candidate) {
        if (candidate.domain() == topology.labelled()) {
            @Nullable NodeState state =
                    candidate.value() < 0 ? null : set.view().node(candidate.value());
            return Domain.NODE_NAME + "/" + (state == null ? "(new)" : state.name());
        }
        boolean named =
                candidate.value() >= 0
                        && candidate.value() < topology.valueBound(candidate.domain());
        return topology.domains().get(candidate.domain()).name()
                + "/"
                + (named ? topology.name(candidate.domain(), candidate.value()) : "(unknown)");
    }
}
