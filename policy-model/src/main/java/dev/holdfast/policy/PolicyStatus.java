package dev.holdfast.policy;

import java.util.List;
import java.util.Optional;

/** What Holdfast says about a policy: {@code status}. */
@Doc("What Holdfast found: whether the data survives, and what it does not know.")
public record PolicyStatus(
        @Doc("The generation of the spec that this status speaks of.") @Schema.Default("0")
                long observedGeneration,
        @Doc("The worst result of all goals of all roles, as of now.") Optional<Result> state,
        @Doc("How many goals hold now, of how many, for people: `4/5`.") @Schema.Size(max = 32)
                Optional<String> goals,
        @Doc("How many members there are, of how many expected, for people: `6/6`.")
                @Schema.Size(max = 32)
                Optional<String> members,
        @Doc("The roles, in the order of the spec.") @Schema.Size(max = 16) @Schema.MapKey("name")
                List<RoleStatus> roles,
        @Doc("Placements and promises that count until the pods themselves show them.")
                @Schema.Size(max = 10000)
                @Schema.MapKey("uid")
                List<LedgerEntry> ledger,
        @Doc("Conditions in the Kubernetes form.") @Schema.Size(max = 32) @Schema.MapKey("type")
                List<Condition> conditions) {

    public PolicyStatus {
        roles = List.copyOf(roles);
        ledger = List.copyOf(ledger);
        conditions = List.copyOf(conditions);
    }

    /** Whether a goal holds, spelt as everywhere in Holdfast's answers. */
    @Doc("Whether a goal holds: in all completions of what is unknown, in none, or undecided.")
    public enum Result {
        HOLD("hold"),
        FAIL("fail"),
        UNKNOWN("unknown");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** One role. */
    @Doc("What is known of one role.")
    public record RoleStatus(
            @Doc("The role's name.") @Schema.Required @Schema.Size(min = 1, max = 63) String name,
            @Doc("Members that match the role.") @Schema.Default("0") int matched,
            @Doc("Members that there should be, where it is known.") Optional<Integer> expected,
            @Doc("The goals, by their position in `survive`.")
                    @Schema.Size(max = 16)
                    @Schema.MapKey("index")
                    List<GoalStatus> goals,
            @Doc("How exposed the data is with no further failure.") Optional<Exposure> exposure,
            @Doc("Inputs that are unknown and keep an answer open, for example `node/n1: no zone`.")
                    @Schema.Each("One unknown input.")
                    @Schema.Size(max = 64)
                    List<String> unknown) {
        public RoleStatus {
            goals = List.copyOf(goals);
            unknown = List.copyOf(unknown);
        }
    }

    /** One goal. */
    @Doc("Whether one goal holds.")
    public record GoalStatus(
            @Doc("The goal's position in the role's `survive`.") @Schema.Required int index,
            @Doc("With what is down now counted as failed.") Optional<Judgement> now,
            @Doc("With every placed member and copy taken as up.") Optional<Judgement> placed) {}

    /** What the arithmetic says of one goal. */
    @Doc("The result, how far it is from failing, and a failure that shows it.")
    public record Judgement(
            @Doc("Whether it holds.") @Schema.Required Result result,
            @Doc("Units to spare under the worst failure; negative when some are missing.")
                    Optional<Integer> margin,
            @Doc(
                            "A smallest failure under which the goal is lost, for example `zone/a`; empty when nothing more need fail.")
                    @Schema.Each("A value of a domain, `domain/value`.")
                    @Schema.Size(max = 64)
                    List<String> witness,
            @Doc("Which of the goal's `keep` that failure loses.") @Schema.Size(max = 4)
                    List<Goal.Operation> lost) {
        public Judgement {
            witness = List.copyOf(witness);
            lost = List.copyOf(lost);
        }
    }

    /** How exposed the data is right now. */
    @Doc("How exposed the data is with no further failure.")
    public record Exposure(
            @Doc("Sets that are below what they need.") @Schema.Default("0") int failing,
            @Doc("Sets with nothing to spare.") @Schema.Default("0") int tight,
            @Doc("Sets with units to spare.") @Schema.Default("0") int safe,
            @Doc("The least number of nodes whose loss loses reads.")
                    Optional<Integer> nodesToLoseRead,
            @Doc("The least number of nodes whose loss loses writes.")
                    Optional<Integer> nodesToLoseWrite,
            @Doc("The least number of nodes whose loss loses data.")
                    Optional<Integer> nodesToLoseData) {}

    /** One placement or promise. */
    @Doc("One placement or promise.")
    public record LedgerEntry(
            @Doc("The pod's uid.") @Schema.Required @Schema.Size(min = 1, max = 64) String uid,
            @Doc("The pod's name.") @Schema.Required @Schema.Size(min = 1, max = 253) String name,
            @Doc("The node.") @Schema.Size(min = 1, max = 253) Optional<String> node,
            @Doc("What the entry stands for.") @Schema.Required Kind kind) {
        /** What an entry stands for. */
        @Doc("`Reserved` before the binding, `Bound` from it on, `Granted` for a granted eviction.")
        public enum Kind {
            Reserved,
            Bound,
            Granted
        }
    }

    /** A condition (meta/v1 Condition). */
    @Doc("One condition (meta/v1 Condition).")
    public record Condition(
            @Doc("What the condition is about, for example `SetLargerThanFactor`.")
                    @Schema.Required
                    @Schema.Size(min = 1, max = 316)
                    String type,
            @Doc("Whether it is so.") @Schema.Required Status status,
            @Doc("The generation of the spec that it speaks of.") Optional<Long> observedGeneration,
            @Doc("When the status last changed, RFC 3339.")
                    @Schema.Required
                    @Schema.Size(min = 1, max = 64)
                    String lastTransitionTime,
            @Doc("Why, in one CamelCase word.") @Schema.Required @Schema.Size(min = 1, max = 1024)
                    String reason,
            @Doc("Why, in a sentence.") @Schema.Required @Schema.Size(max = 32768) String message) {
        /** Whether a condition is so. */
        @Doc("Whether a condition is so.")
        public enum Status {
            True,
            False,
            Unknown
        }
    }
}
