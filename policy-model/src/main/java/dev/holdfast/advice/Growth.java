package dev.holdfast.advice;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.Units;
import dev.holdfast.view.Change;
import dev.holdfast.view.PodState;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * More members: first those that are declared and not there, then a larger factor. Nothing that is
 * there is moved.
 */
final class Growth {
    /** Members that are added to one set at most. */
    private static final int MOST_MEMBERS = 4;

    /** Sets that may need a member each. */
    private static final int MOST_SETS = 8;

    private final GoalCase goal;
    private final Role role;
    private boolean complete = true;

    private Growth(GoalCase goal) {
        this.goal = goal;
        this.role = goal.members().role();
    }

    /** The smallest growth that makes the goal hold. */
    static GoalCase.Answer of(GoalCase goal) {
        return new Growth(goal).smallest();
    }

    private GoalCase.Answer smallest() {
        if (needsSeveralCopies(goal)) {
            return new GoalCase.Answer(Optional.empty(), true);
        }
        boolean any = role.replication().by() == Replication.By.Any;
        return new GoalCase.Answer(any ? ofAny() : ofKnownSets(), complete);
    }

    /**
     * Whether volumes attach only while several of their copies live. Where a new member's copies
     * would lie is the storage's choice, so whether it would help cannot be told.
     */
    static boolean needsSeveralCopies(GoalCase goal) {
        for (PodState pod : goal.pods()) {
            Amount usable = Members.firstRole(goal.trial(), pod).volume().usable();
            for (VolumeState volume : Members.volumes(goal.trial(), pod)) {
                if (volume.copies() instanceof VolumeState.Copies.Listed listed
                        && (usable == Amount.Word.Auto ? listed.usable() : usable)
                                        .of(Math.max(1, listed.wanted()))
                                > 1) {
                    return true;
                }
            }
        }
        return false;
    }

    /** More members among which the database chooses, a larger factor, or both. */
    private Optional<Suggestion> ofAny() {
        for (int size = 1; size <= MOST_MEMBERS; size++) {
            for (int raise = 0; raise <= size; raise++) {
                Draft base = raised(raise);
                Optional<Draft> draft =
                        raise == size
                                ? Optional.of(base)
                                : placed(base, RoleMembers.ONE_SET, size - raise, size - raise);
                Optional<Suggestion> found = draft.flatMap(this::finish);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Suggestion> ofKnownSets() {
        int units = role.replication().unitsPerMember();
        int most = role.replication().erasure().isPresent() ? 0 : MOST_MEMBERS;
        for (int members = 0; members <= most; members++) {
            Optional<Suggestion> found = ofSets(members * units);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Suggestion> finish(Draft draft) {
        return goal.finish(Suggestion.Kind.AddMembers, draft).suggestion();
    }

    /**
     * A factor so much larger in every set, and members that fill it; with no raise the sets that
     * fail get what they lack.
     */
    private Optional<Suggestion> ofSets(int raise) {
        Map<String, List<PodState>> sets =
                Survival.sets(goal.trial().view(), goal.trial().policy(), goal.role());
        Draft whole = raised(raise);
        int grown = 0;
        for (Map.Entry<String, List<PodState>> set : sets.entrySet()) {
            boolean fails = goal.parts().stream().anyMatch(part -> part.contains(set.getKey()));
            int lacking = lacking(set.getValue(), raise);
            if (lacking <= 0 || (raise == 0 && !fails)) {
                continue;
            }
            if (++grown > MOST_SETS) {
                complete = false;
                return Optional.empty();
            }
            Optional<Draft> more =
                    lacking > MOST_MEMBERS
                            ? Optional.empty()
                            : placed(whole, set.getKey(), raise == 0 ? 1 : lacking, lacking);
            if (more.isEmpty()) {
                return Optional.empty();
            }
            whole = more.get();
        }
        return grown == 0 ? Optional.empty() : finish(whole);
    }

    private int lacking(List<PodState> set, int raise) {
        Replication replication = role.replication();
        int wanted = replication.factor() + raise - replication.external();
        int present = Units.votesOf(role, set);
        return Math.floorDiv(wanted - present, replication.unitsPerMember());
    }

    private Draft raised(int raise) {
        if (raise == 0) {
            return Draft.NOTHING;
        }
        int factor = role.replication().factor();
        Role larger = Policies.factor(role, factor + raise);
        Step step =
                new Step(
                        Step.Action.RaiseFactor,
                        role.name(),
                        Integer.toString(factor),
                        Integer.toString(factor + raise),
                        "a read then needs "
                                + larger.quorum().readOf(factor + raise)
                                + " and a write "
                                + larger.quorum().writeOf(factor + raise)
                                + " of "
                                + (factor + raise));
        Change change = Policies.with(goal.trial().policy().policy(), goal.role(), larger);
        return new Draft(List.of(step), List.of(change), List.of(), List.of(), givesUp(larger));
    }

    /** A quorum in numbers does not grow with the factor. */
    private List<String> givesUp(Role larger) {
        int before = role.replication().factor();
        int after = larger.replication().factor();
        boolean met = role.quorum().readOf(before) + role.quorum().writeOf(before) > before;
        boolean meets = larger.quorum().readOf(after) + larger.quorum().writeOf(after) > after;
        return met && !meets
                ? List.of(LowerQuorum.STALE + ", unless the quorum grows with the factor")
                : List.of();
    }

    /** The base with members of one set on the nodes where the goal holds for it, if any. */
    private Optional<Draft> placed(Draft base, String set, int least, int most) {
        Trial trial = goal.trial().with(base.changes());
        List<PodState> there = Members.of(trial, goal.role(), Set.of(set));
        NewMembers space = NewMembers.of(trial, goal.role(), set, there, base, most);
        Effort effort = new Effort(GoalCase.EFFORT);
        Search.Outcome<Checked> outcome =
                Search.smallest(
                        space,
                        least,
                        most,
                        effort,
                        draft -> goal.checkPart(draft, Set.of(set), effort));
        complete &= outcome.complete();
        return outcome.found().stream().min(Checked.BEST_FIRST).map(Checked::draft);
    }
}
