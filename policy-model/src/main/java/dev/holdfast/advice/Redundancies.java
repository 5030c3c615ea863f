package dev.holdfast.advice;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import dev.holdfast.rules.Survival;
import dev.holdfast.survival.ExpectedMembers;
import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import dev.holdfast.view.VolumeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tries which members, copies and domains the goals of a role do without. */
public final class Redundancies {
    /** Single members, and single copies, that are tried and named. */
    private static final int MOST = 16;

    private final Trial trial;
    private final int role;
    private final RoleMembers members;
    private final Standing before;
    private final List<Redundancy.Item> items = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Redundancies(Trial trial, int role) {
        this.trial = trial;
        this.role = role;
        this.members = trial.policy().roles().get(role);
        this.before = Standing.of(trial);
    }

    /** What is redundant in a role; nothing while a goal of it fails or is unknown. */
    public static Redundancy of(ClusterView view, PolicyMembers policy, int role) {
        Redundancies one = new Redundancies(new Trial(view, policy), role);
        if (!one.before.allHold(role)) {
            return new Redundancy(
                    List.of(), List.of("nothing is called redundant while a goal does not hold"));
        }
        if (!ExpectedMembers.of(view, policy, role).isEmpty()) {
            return new Redundancy(
                    List.of(), List.of("nothing is called redundant while members are missing"));
        }
        one.members();
        one.copies();
        new RedundantDomains(one.trial, role).drafts().forEach(one::keep);
        return new Redundancy(one.items, one.notes);
    }

    /** Keeps an item whose changes leave every goal of the role, and all that held, as held. */
    private boolean keep(
            Redundancy.Kind kind, List<String> subjects, String text, List<Change> changes) {
        Standing after = Standing.of(trial.with(changes));
        if (!after.allHold(role) || !before.keptBy(after)) {
            return false;
        }
        int margin =
                after.roles().get(role).stream()
                        .mapToInt(goal -> goal.margin().orElse(0))
                        .min()
                        .orElse(0);
        items.add(new Redundancy.Item(kind, subjects, text, margin, changes));
        return true;
    }

    private void keep(RedundantDomains.Domain domain) {
        keep(Redundancy.Kind.Domain, List.of(domain.name()), domain.text(), domain.changes());
    }

    // --- members

    private void members() {
        Map<String, List<PodState>> sets = Survival.sets(trial.view(), trial.policy(), role);
        if (sets.size() > 1) {
            oneOfEach(sets);
            return;
        }
        List<PodState> single = new ArrayList<>();
        List<String> ranked =
                RemovalRanking.of(trial.view(), trial.policy(), role).stream()
                        .map(Removal::member)
                        .toList();
        for (String name : ranked.subList(0, Math.min(MOST, ranked.size()))) {
            PodState pod = members.all().get(name);
            if (pod != null && without(List.of(pod))) {
                single.add(pod);
            }
        }
        if (ranked.size() > MOST) {
            notes.add("only " + MOST + " of " + ranked.size() + " members were tried");
        }
        if (single.isEmpty()) {
            notes.add("every member is needed" + (ranked.size() > MOST ? " of those" : ""));
        } else {
            together(single);
        }
        if (members.role().replication().by() == Replication.By.Any) {
            int factor = members.role().replication().factor();
            Without.factor(trial, role, factor - 1)
                    .ifPresent(changes ->
                            keep(
                                    Redundancy.Kind.Factor,
                                    List.of(Integer.toString(factor)),
                                    "factor " + (factor - 1) + " would do instead of " + factor,
                                    changes));
        }
    }

    /** More and more of them at once, as long as the goals hold. */
    private void together(List<PodState> single) {
        List<PodState> gone = new ArrayList<>(List.of(single.getFirst()));
        for (PodState next : single.subList(1, single.size())) {
            gone.add(next);
            if (!without(gone)) {
                gone.removeLast();
            } else if (gone.size() > 2) {
                items.remove(items.size() - 2);
            }
        }
    }

    private boolean without(List<PodState> pods) {
        Optional<List<Change>> factor = Without.smallerFactor(trial, role, pods);
        if (factor.isEmpty() || members.all().size() == pods.size()) {
            return false;
        }
        List<Change> changes = new ArrayList<>(Without.members(trial, role, pods));
        changes.addAll(factor.get());
        List<String> names = pods.stream().map(PodState::name).toList();
        return keep(
                Redundancy.Kind.Members,
                names,
                String.join(" and ", names)
                        + (pods.size() > 1 ? " together" : "")
                        + (factor.get().isEmpty() ? "" : ", with " + factorText(pods)),
                changes);
    }

    private String factorText(List<PodState> pods) {
        Role of = members.role();
        int factor = of.replication().factor();
        int less = dev.holdfast.survival.Units.votesOf(of, pods);
        return "factor " + (factor - less) + " instead of " + factor;
    }

    /** Sets share one factor, so each must do without a member. */
    private void oneOfEach(Map<String, List<PodState>> sets) {
        boolean apart =
                Parts.of(trial, role, sets.keySet()).size() == sets.size()
                        && sets.size() <= MOST
                        && sets.values().stream().noneMatch(List::isEmpty);
        if (!apart) {
            notes.add("whether a member of every set is redundant was not looked at");
            return;
        }
        List<PodState> gone = new ArrayList<>();
        List<Removal> ranking = RemovalRanking.of(trial.view(), trial.policy(), role);
        sets.forEach((_, pods) ->
                ranking.stream()
                        .flatMap(
                                one -> pods.stream().filter(pod -> pod.name().equals(one.member())))
                        .findFirst()
                        .ifPresent(gone::add));
        Set<Integer> units =
                Set.copyOf(
                        gone.stream()
                                .map(pod ->
                                        dev.holdfast.survival.Units.votesOf(members.role(), pod))
                                .toList());
        if (units.size() != 1) {
            return;
        }
        Without.smallerFactor(trial, role, List.of(gone.getFirst()))
                .ifPresent(factor -> {
                    List<Change> changes = new ArrayList<>(Without.members(trial, role, gone));
                    changes.addAll(factor);
                    List<String> names = gone.stream().map(PodState::name).toList();
                    boolean kept =
                            keep(
                                    Redundancy.Kind.Members,
                                    names,
                                    "one member of every set ("
                                            + String.join(", ", names)
                                            + "), with "
                                            + factorText(List.of(gone.getFirst())),
                                    changes);
                    if (!kept) {
                        notes.add("a member of every set is needed");
                    }
                });
    }

    // --- copies

    /** One copy of a volume and what the view is without it. */
    private record Copy(PodState pod, VolumeState volume, VolumeState.Copy copy, Change change) {
        String name() {
            return volume.name() + " on " + copy.node();
        }
    }

    private void copies() {
        List<Copy> all = new ArrayList<>();
        List<Copy> farthest = new ArrayList<>();
        List<PodState> pods = new ArrayList<>();
        members.all().forEach((_, pod) -> pods.add(pod));
        pods.sort(Comparator.comparing(PodState::name));
        for (PodState pod : pods) {
            if (Members.firstRole(trial, pod).volume().copies() instanceof Amount.Units) {
                continue;
            }
            for (VolumeState volume : Members.volumes(trial, pod)) {
                List<Copy> droppable = droppable(pod, volume);
                all.addAll(droppable);
                droppable.stream().findFirst().ifPresent(farthest::add);
            }
        }
        if (all.isEmpty()) {
            return;
        }
        boolean each =
                keep(
                        Redundancy.Kind.Copies,
                        farthest.stream().map(Copy::name).toList(),
                        (farthest.size() == 1 ? "the copy of " : "one copy of every volume: ")
                                + String.join(", ", farthest.stream().map(Copy::name).toList()),
                        farthest.stream().map(Copy::change).toList());
        if (each) {
            return;
        }
        int named = 0;
        for (Copy copy : all.subList(0, Math.min(MOST, all.size()))) {
            boolean kept =
                    keep(
                            Redundancy.Kind.Copies,
                            List.of(copy.name()),
                            "the copy of " + copy.name(),
                            List.of(copy.change()));
            named += kept ? 1 : 0;
        }
        if (all.size() > MOST) {
            notes.add("only " + MOST + " of " + all.size() + " copies were tried");
        } else if (named == 0) {
            notes.add("every copy of the volumes is needed");
        }
    }

    /**
     * The current copies of a volume that has several, those that are not with its member first.
     */
    private static List<Copy> droppable(PodState pod, VolumeState volume) {
        List<Copy> droppable = new ArrayList<>();
        if (volume.copies() instanceof VolumeState.Copies.Listed listed
                && listed.copies().size() > 1
                && listed.wanted() > 1) {
            for (VolumeState.Copy copy : listed.copies()) {
                List<VolumeState.Copy> rest = new ArrayList<>(listed.copies());
                rest.remove(copy);
                VolumeState fewer =
                        new VolumeState(
                                volume.name(),
                                volume.affinity(),
                                new VolumeState.Copies.Listed(
                                        rest,
                                        listed.wanted() - 1,
                                        listed.usable(),
                                        listed.source()),
                                volume.driver());
                droppable.add(new Copy(pod, volume, copy, new Change.VolumePut(fewer)));
            }
        }
        droppable.removeIf(one -> one.copy().state() != VolumeState.Copy.State.Current);
        droppable.sort(
                Comparator.comparing((Copy one) ->
                                Optional.of(one.copy().node()).equals(one.pod().node()))
                        .thenComparing(one -> one.copy().node()));
        return droppable;
    }
}
