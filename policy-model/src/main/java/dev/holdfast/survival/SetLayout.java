package dev.holdfast.survival;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.reliability.AdmissibleSubsets;
import dev.holdfast.reliability.ChosenLayout;
import dev.holdfast.reliability.Layout;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.PodState;
import dev.holdfast.view.PolicyMembers;
import dev.holdfast.view.RoleMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One set of data as the reliability model takes it, or all members among which the database
 * chooses sets: the very model that the failures of goals are tried on, with its members, votes,
 * copies and needs.
 */
public final class SetLayout {
    private final SetModel model;
    private final List<String> unknown;
    private final Optional<Integer> zoneDomain;
    private final List<Layout.Place> places;

    private SetLayout(SetModel model, List<String> unknown, Optional<Integer> zoneDomain) {
        this.model = model;
        this.unknown = List.copyOf(unknown);
        this.zoneDomain = zoneDomain;
        this.places = places();
    }

    /**
     * The layout of a set of known members, or for {@code Any} of all members of the role.
     *
     * @param pods the members of the set, for {@code Any} missing ones among them
     */
    public static SetLayout of(
            ClusterView view, PolicyMembers policy, RoleMembers role, Collection<PodState> pods) {
        int present = Units.votesOf(role.role(), pods);
        RoleInView set = new RoleInView(view, policy, role.role());
        SetModelBuilder builder =
                new SetModelBuilder(set, present, Outlook.Bound.WORST, false).addAll(pods);
        SetModel model = builder.build();
        List<String> unknown = new ArrayList<>(builder.unknowns().causes());
        if (model.any && role.role().replication().rack().isPresent()) {
            for (int member : builder.unknowns().racks()) {
                unknown.add("rack of member " + model.name[member]);
            }
        }
        if (!model.any && present > model.terms.factor() - model.terms.external()) {
            unknown.add(
                    "a set has %d units of %d declared".formatted(present, model.terms.factor()));
        }
        return new SetLayout(model, unknown, zoneDomain(policy.policy().spec()));
    }

    /** The domain whose failures are those of zones: of that name, or of the well-known label. */
    private static Optional<Integer> zoneDomain(PolicySpec spec) {
        return spec.domainIndex(Domain.ZONE.name())
                .or(() ->
                        IntStream.range(0, spec.domains().size())
                                .filter(i -> spec.domains().get(i).key().equals(Domain.ZONE.key()))
                                .boxed()
                                .findFirst());
    }

    /** Zones are numbered as they are met, so that sets that stand alike have equal layouts. */
    private List<Layout.Place> places() {
        Map<Integer, Integer> zones = new HashMap<>();
        List<Layout.Place> found = new ArrayList<>();
        for (int place = 0; place < model.places; place++) {
            int value = zoneDomain.isEmpty() ? 0 : model.placeValue[zoneDomain.get()][place];
            int zone = zones.computeIfAbsent(value, _ -> zones.size());
            found.add(new Layout.Place(zone, !model.bulk[place]));
        }
        return found;
    }

    /** Why there is no layout to compute with; empty when there is. */
    public List<String> unknown() {
        return unknown;
    }

    /** Whether the database chooses the sets among these members. */
    public boolean chosenByTheDatabase() {
        return model.any;
    }

    /** Whether the policy says which nodes a zone has. */
    public boolean knowsZones() {
        return zoneDomain.isPresent();
    }

    /** Units that are declared and not there. */
    public int absent() {
        return model.absent;
    }

    /** Members that are there and run nowhere, or are going. */
    public List<String> notPlaced() {
        return IntStream.range(0, model.members)
                .filter(member -> !model.up[member] || model.podPlace[member] < 0)
                .mapToObj(member -> model.name[member])
                .toList();
    }

    /** Whether some copy may be on any of the many nodes of a zone. */
    public boolean hasVolumesOfAWholeZone() {
        return places.stream().anyMatch(place -> !place.failsAlone());
    }

    /**
     * What the operation needs and where it stands. Data asks for a copy that can be reached,
     * whether a pod runs or not.
     *
     * @throws IllegalArgumentException for an operation that is not Read, Write or Data
     */
    public Layout of(Goal.Operation operation) {
        Terms terms = model.terms;
        int outside = terms.external();
        return switch (operation) {
            case Read ->
                    new Layout(
                            serving(),
                            places,
                            new Layout.Units(terms.read() - outside, terms.data() - outside));
            case Write ->
                    new Layout(
                            serving(),
                            places,
                            new Layout.Units(terms.write() - outside, terms.writeData() - outside));
            case Data -> new Layout(living(), places, new Layout.Units(0, terms.data() - outside));
            case Acked ->
                    throw new IllegalArgumentException(
                            "Acked is about what is lost for good, not about a time");
        };
    }

    /**
     * What the operation needs of sets that the database chooses, in members, and where all members
     * of the role stand.
     *
     * @throws IllegalArgumentException for an operation that is not Read, Write or Data
     */
    public ChosenLayout chosen(Goal.Operation operation) {
        Layout all = of(operation);
        Layout.Units needed = all.needed();
        int most = Math.max(needed.votes(), needed.data());
        return new ChosenLayout(
                new Layout(all.members(), all.places(), Layout.Units.both(most)),
                IntStream.range(0, model.members).mapToObj(member -> model.rack[member]).toList(),
                switch (model.rackRule.kind()) {
                    case NONE -> new AdmissibleSubsets.Anywhere();
                    case WALK -> new AdmissibleSubsets.MostRacks();
                    case MAX -> new AdmissibleSubsets.AtMost(model.rackRule.max());
                },
                Math.max(1, model.terms.factor() - model.terms.external()));
    }

    private List<Layout.Member> serving() {
        List<Layout.Member> members = new ArrayList<>();
        for (int m = 0; m < model.members; m++) {
            List<Layout.Need> needs = new ArrayList<>();
            boolean stands = model.up[m] && model.podPlace[m] >= 0;
            needs.add(new Layout.Need(stands ? List.of(model.podPlace[m]) : List.of(), 1));
            for (SetModel.Volume volume : model.volumes[m]) {
                needs.add(need(volume, volume.need()));
            }
            members.add(new Layout.Member(new Layout.Units(model.votes[m], model.data[m]), needs));
        }
        return members;
    }

    private List<Layout.Member> living() {
        List<Layout.Member> members = new ArrayList<>();
        for (int m = 0; m < model.members; m++) {
            List<Layout.Need> needs = new ArrayList<>();
            for (SetModel.Volume volume : model.volumes[m]) {
                needs.add(need(volume, Math.min(1, volume.need())));
            }
            members.add(new Layout.Member(new Layout.Units(0, model.data[m]), needs));
        }
        return members;
    }

    private static Layout.Need need(SetModel.Volume volume, int least) {
        return new Layout.Need(IntStream.of(volume.places()).boxed().toList(), least);
    }
}
