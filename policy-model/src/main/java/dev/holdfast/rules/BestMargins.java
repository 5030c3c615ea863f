package dev.holdfast.rules;

import dev.holdfast.policy.DataPlacementPolicy;
import dev.holdfast.policy.Role;
import dev.holdfast.policy.check.BestPlacement;
import dev.holdfast.survival.BestMargin;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The engine's best margins, remembered for as long as the labels of the nodes stay: they depend on
 * nothing else of the cluster. For one thread.
 */
public final class BestMargins {
    private static final int MOST = 10_000;

    private final Map<Question, OptionalInt> known = new HashMap<>();

    /** A view has the same topology object while no label changes. */
    private record Question(Topology topology, Role role, int goal, int absent) {}

    /** The engine's word on one policy, whose domains the view knows. */
    BestPlacement of(ClusterView view, DataPlacementPolicy policy) {
        return (role, goal, absent) -> {
            Question question =
                    new Question(
                            view.topology(policy), policy.spec().roles().get(role), goal, absent);
            @Nullable OptionalInt margin = known.get(question);
            if (margin == null) {
                margin = BestMargin.of(view, policy, role, goal, absent);
                forgetWhenFull();
                known.put(question, margin);
            }
            return margin;
        };
    }

    private void forgetWhenFull() {
        if (known.size() >= MOST) {
            known.clear();
        }
    }
}
