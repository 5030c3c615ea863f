package dev.holdfast.survival;

import dev.holdfast.view.PodState;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models of one set while some of it is taken as gone: what is unknown at its worst, or at its
 * best.
 */
final class SetWorlds {
    private final RoleInView set;
    private final Collection<PodState> members;
    private final int present;
    private final Gone gone;
    private final @Nullable String only;
    private final SetModelBuilder worst;
    private final Set<String> lost = new HashSet<>();
    private @Nullable SetModelBuilder best;

    /**
     * Makes the worst world.
     *
     * @param members the pods of the set, missing members among them
     * @param only the member whose sets are asked about, for {@code Any}; null for all sets
     */
    SetWorlds(RoleInView set, Collection<PodState> members, Gone gone, @Nullable String only) {
        this.set = set;
        this.members = members;
        this.present = Units.votesOf(set.role(), members);
        this.gone = gone;
        this.only = only;
        this.worst = make(Outlook.Bound.WORST);
    }

    /** The same set, asked about the sets of one member alone. */
    SetWorlds onlyWith(String member) {
        SetWorlds some = new SetWorlds(set, members, gone, member);
        some.lose(lost);
        return some;
    }

    /** Units that exist. */
    int present() {
        return present;
    }

    /** The worst world. */
    SetModelBuilder worst() {
        return worst;
    }

    /** The best world; the worst itself where everything is known. */
    SetModelBuilder best() {
        if (unknowns().causes().isEmpty()) {
            return worst;
        }
        SetModelBuilder made = best;
        if (made == null) {
            made = make(Outlook.Bound.BEST);
            best = made;
        }
        return made;
    }

    /** Takes these nodes as lost for good in every world, also in those still to be made. */
    void lose(Collection<String> nodes) {
        mark(worst, nodes);
        if (best != null) {
            mark(best, nodes);
        }
        lost.addAll(nodes);
    }

    private void mark(SetModelBuilder builder, Collection<String> nodes) {
        for (String name : nodes) {
            int node = set.view().nodeId(name);
            if (node >= 0) {
                builder.build().lost[builder.places().of(node)]++;
            }
        }
    }

    /** What could not be known. */
    Unknowns unknowns() {
        return worst.unknowns();
    }

    /** The worst world, but with volumes of unknown place taken as there. */
    SetModelBuilder calm() {
        return filled(builder(Outlook.Bound.WORST).calm());
    }

    private SetModelBuilder make(Outlook outlook) {
        return filled(builder(outlook));
    }

    private SetModelBuilder builder(Outlook outlook) {
        return new SetModelBuilder(set, present, outlook, false);
    }

    /**
     * Shows every completion, or those of labels and racks with copies at a bound; the visitor says
     * whether it wants another. False when they are too many to be shown.
     */
    boolean forEachCompletion(Optional<Outlook.Bound> copies, Predicate<SetModel> visitor) {
        SetModelBuilder bound = best();
        int apart = bound.unknowns().volumes().size();
        VolumeNodes nodes = VolumeNodes.of(set, bound, apart, gone.storageNode());
        Optional<Guesses> guesses =
                Optional.of(
                        copies.map(at -> Guesses.of(nodes, at)).orElseGet(() -> Guesses.of(nodes)));
        for (int shown = 0; guesses.isPresent(); shown++) {
            SetModel model = make(guesses.get()).build();
            if (shown == Guesses.MOST || guesses.get().ways() > Guesses.MOST) {
                return false;
            }
            guesses = visitor.test(model) ? guesses.get().next() : Optional.empty();
        }
        return true;
    }

    private SetModelBuilder filled(SetModelBuilder builder) {
        @Nullable String storage = gone.storageNode();
        if (storage != null) {
            builder.withoutStorageOn(storage);
        }
        builder.addAll(members);
        SetModel model = builder.build();
        for (int m = 0; m < model.members; m++) {
            model.up[m] &= !gone.members().contains(model.name[m]);
            if (model.name[m].equals(only)) {
                model.only = m;
            }
        }
        builder.settle();
        mark(builder, lost);
        return builder;
    }
}
