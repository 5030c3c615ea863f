package dev.holdfast.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Members with the same job, how their data is replicated and what it must survive. Defaults are
 * filled in.
 */
@Doc("Members with the same job: how their data is replicated, and which failures it must survive.")
@Schema.Rule(
        value =
                "!has(self.quorum) || !has(self.quorum.read) || type(self.quorum.read) == string ||"
                        + " int(self.quorum.read) <= self.replication.factor",
        message = "quorum.read asks for more units than factor says there are")
@Schema.Rule(
        value =
                "!has(self.quorum) || !has(self.quorum.write) || type(self.quorum.write) == string ||"
                        + " int(self.quorum.write) <= self.replication.factor",
        message = "quorum.write asks for more units than factor says there are")
@Schema.Rule(
        value = "!has(self.quorum) || self.quorum.acks <= self.replication.factor",
        message = "quorum.acks asks for more units than factor says there are")
public record Role(
        @Doc("The role's name, unique in the policy.")
                @Schema.Default("\"members\"")
                @Schema.Matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
                String name,
        @Doc("Which of the policy's pods have this role; all, without this field.")
                Optional<LabelSelector> selector,
        @Doc("Members by ordinal, for pods of one StatefulSet that no label tells apart.")
                Optional<Members> members,
        @Doc(
                        "Pods that mount a member's claim before the member exists (initialising jobs). They are placed by the"
                                + " rules of the member whose claim they mount, and never counted.")
                Optional<LabelSelector> initializers,
        @Doc("Who holds the same data, and how many copies there are meant to be.") @Schema.Required
                Replication replication,
        @Doc("How many units a read and a write need.") Quorum quorum,
        @Doc(
                        "The failures that must be survived, each entry one simultaneous failure. Without this field: one node.")
                @Schema.Size(max = 16)
                List<Goal> survive,
        @Doc("At most so many members of one set in one domain value.")
                @Schema.Size(max = 16)
                @Schema.MapKey("domain")
                List<Spread> spread,
        @Doc("Which volumes are data, and what the storage promises about their copies.")
                Volume volume,
        @Doc("Whether members run where a current copy of their volumes is.") Converge converge,
        @Doc("What must hold after a voluntary eviction.") Disruption disruption,
        @Doc("What differs for this role in the pods of one StatefulSet.") Overrides overrides) {

    public Role {
        int factor = replication.factor();
        quorum = quorum.withDefaultsFor(replication);
        survive = survive.isEmpty() ? List.of(Goal.oneNode()) : survive;
        survive = survive.stream().map(goal -> goal.withDefaultsFor(factor)).toList();
        spread = withDefaults(spread, survive);
    }

    /**
     * Auto for the domains that survive names, node 1 Preferred, unless the policy says otherwise
     * for that domain.
     */
    private static List<Spread> withDefaults(List<Spread> given, List<Goal> survive) {
        Set<String> said = new LinkedHashSet<>();
        given.forEach(spread -> said.add(spread.domain()));
        List<Spread> all = new ArrayList<>(given);
        if (said.add(Domain.NODE_NAME)) {
            all.add(new Spread(Domain.NODE_NAME, 1, Spread.Mode.Preferred));
        }
        for (Goal goal : survive) {
            for (String domain : goal.lose().keySet()) {
                if (said.add(domain)) {
                    all.add(new Spread(domain, 1, Spread.Mode.Auto));
                }
            }
        }
        return List.copyOf(all);
    }

    /** Members by ordinal. */
    @Doc("Members by ordinal of one StatefulSet.")
    public record Members(
            @Doc("Ordinals and ranges, both ends included, for example `0-2,5`.")
                    @Schema.Required
                    @Schema.Matches("[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?){0,63}")
                    String ordinals) {

        /** Whether the ordinal is one of these. */
        public boolean contains(int ordinal) {
            for (String part : ordinals.split(",", -1)) {
                int dash = part.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
                if (first <= ordinal && ordinal <= last) {
                    return true;
                }
            }
            return false;
        }
    }
}
