package dev.holdfast.policy;

import java.util.List;
import java.util.Optional;

/** Who holds the same data, and the declared size of such a set, in units. */
@Doc("Who holds the same data (a set), and the declared size of a set.")
@Schema.Rule(
        value = "self.by != 'Labels' || (has(self.labels) && size(self.labels) > 0)",
        message = "by Labels needs labels")
@Schema.Rule(
        value = "self.by != 'Pattern' || has(self.pattern)",
        message = "by Pattern needs pattern")
@Schema.Rule(
        value = "self.by != 'Annotation' || has(self.annotation)",
        message = "by Annotation needs annotation")
@Schema.Rule(
        value =
                "self.by != 'Any' || (self.unitsPerMember == 1 && !has(self.erasure) && !has(self.votes) && !has(self.witness))",
        message =
                "by Any counts members: unitsPerMember, erasure, votes and witness do not go with it")
@Schema.Rule(
        value = "!has(self.erasure) || self.erasure.data + self.erasure.parity == self.factor",
        message = "factor must be erasure.data + erasure.parity")
@Schema.Rule(value = "self.external < self.factor", message = "external must be less than factor")
public record Replication(
        @Doc(
                        "Who holds the same data: `All` members of the role; members with the same values of `labels`; with the"
                                + " same captures of `pattern` on the name; the sets listed in `annotation`; or `Any` admissible"
                                + " subset of factor members (consistent hashing, shards placed by the database).")
                @Schema.Default("\"All\"")
                By by,
        @Doc("The declared size of a set, in units. An absent member is a failed one.")
                @Schema.Required
                @Schema.Range(min = 1, max = 1000)
                int factor,
        @Doc("Labels whose values together name the set, with `by: Labels`.")
                @Schema.Each("A label's key.")
                @Schema.Size(max = 8)
                @Schema.Distinct
                List<String> labels,
        @Doc(
                        "Regular expression on the pod's name whose captures together name the set, with `by: Pattern`.")
                @Schema.Size(min = 1, max = 512)
                Optional<String> pattern,
        @Doc(
                        "Annotation with the names of the member's sets, comma separated, with `by: Annotation`.")
                @Schema.Size(min = 1, max = 317)
                Optional<String> annotation,
        @Doc("The database's own rack, which limits the subsets of `Any`.") Optional<Rack> rack,
        @Doc("Units outside this cluster (other regions), taken as up and in domains of their own.")
                @Schema.Default("0")
                @Schema.Range(min = 0, max = 999)
                int external,
        @Doc("Drives or copies that one member gives.")
                @Schema.Default("1")
                @Schema.Range(min = 1, max = 1000)
                int unitsPerMember,
        @Doc("Votes of a member, where they differ.") Optional<Votes> votes,
        @Doc("Voters that hold no data (arbiters).") Optional<LabelSelector> witness,
        @Doc("Erasure coding: data lives while at least `data` units do.")
                Optional<Erasure> erasure) {

    public Replication {
        labels = List.copyOf(labels);
    }

    /** Data lives while at least this many units do: erasure.data, else 1. */
    public int dataUnits() {
        return erasure.map(Erasure::data).orElse(1);
    }

    /** Who holds the same data. */
    @Doc("Who holds the same data.")
    public enum By {
        All,
        Labels,
        Pattern,
        Annotation,
        Any
    }

    /** The database's own rack. */
    @Doc("The database's own rack: the pod's `label`, else the node's value of `domain`.")
    public record Rack(
            @Doc("The domain whose value is a member's rack when the label is absent.")
                    @Schema.Default("\"zone\"")
                    @Schema.Size(min = 1, max = 32)
                    String domain,
            @Doc("The pod label with the member's rack.") @Schema.Size(min = 1, max = 317)
                    Optional<String> label,
            @Doc(
                            "At most so many of a set in one rack (CockroachDB, TiKV, Kafka: factor / racks, rounded up; HDFS: 2)."
                                    + " Without it Cassandra's walk: as many racks as there are, repeats in any.")
                    @Schema.Range(min = 1, max = 1000)
                    Optional<Integer> max) {}

    /** Votes from a label. */
    @Doc("Votes from a label of the pod.")
    public record Votes(
            @Doc("The pod label whose value, an integer of 0 or more, is the member's votes.")
                    @Schema.Required
                    @Schema.Size(min = 1, max = 317)
                    String label) {}

    /** Erasure coding: k data and m parity units. */
    @Doc("Erasure coding.")
    public record Erasure(
            @Doc("Data units (k): this many must live.")
                    @Schema.Required
                    @Schema.Range(min = 1, max = 1000)
                    int data,
            @Doc("Parity units (m).") @Schema.Required @Schema.Range(min = 0, max = 1000)
                    int parity) {}
}
