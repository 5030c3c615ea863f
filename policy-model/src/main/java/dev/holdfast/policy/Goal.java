package dev.holdfast.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One simultaneous failure that must be survived, and what must be kept through it. */
@Doc("One simultaneous failure that must be survived, and what must be kept through it.")
public record Goal(
        @Doc(
                        "How many values of each domain fail at once: `{zone: 1, node: 1}` is a zone and one more node.")
                @Schema.Required
                @Schema.Each("How many values of this domain fail.")
                @Schema.Size(min = 1, max = 4)
                @Schema.Range(min = 1, max = 16)
                Map<String, Integer> lose,
        @Doc(
                        "What must be kept: `Read`, `Write`, `Data` (some copy of everything lives), `Acked` (no acknowledged"
                                + " write is lost). Default Read and Write.")
                @Schema.Size(max = 4)
                @Schema.Distinct
                List<Operation> keep,
        @Doc(
                        "`Now`: with everything where it is. `Failover`: members may restart where their volume has a copy."
                                + " Default `Now`, and `Failover` where the factor is 1.")
                Optional<After> after) {

    public Goal {
        lose = Collections.unmodifiableMap(new LinkedHashMap<>(lose));
        keep = keep.isEmpty() ? List.of(Operation.Read, Operation.Write) : List.copyOf(keep);
    }

    /** The default goal: the loss of one node. */
    public static Goal oneNode() {
        return new Goal(Map.of(Domain.NODE_NAME, 1), List.of(), Optional.empty());
    }

    /** This goal with {@code after} filled in. */
    public Goal withDefaultsFor(int factor) {
        return after.isPresent()
                ? this
                : new Goal(lose, keep, Optional.of(factor == 1 ? After.Failover : After.Now));
    }

    /** This goal, judged at another moment. */
    public Goal withAfter(After moment) {
        return new Goal(lose, keep, Optional.of(moment));
    }

    /** Whether members may restart elsewhere before it is judged. */
    public boolean afterFailover() {
        return after.orElse(After.Now) == After.Failover;
    }

    /** What must be kept. */
    @Doc("What must be kept through the failure.")
    public enum Operation {
        Read,
        Write,
        Data,
        Acked
    }

    /** When it is judged. */
    @Doc("When it is judged.")
    public enum After {
        Now,
        Failover
    }
}
