package dev.holdfast.policy;

import java.util.Optional;

/** How many units a read and a write need. */
@Doc("How many units a read and a write need: `One`, `Majority`, `All` or a number.")
public record Quorum(
        @Doc("Units that a read needs. Default `Majority`; with erasure coding the data units.")
                @Schema.Words({Amount.Word.One, Amount.Word.Majority, Amount.Word.All})
                @Schema.Range(min = 1, max = 1000)
                Optional<Amount> read,
        @Doc(
                        "Units that a write needs. Default `Majority`; with erasure coding the data units, and one more where"
                                + " data and parity are equal.")
                @Schema.Words({Amount.Word.One, Amount.Word.Majority, Amount.Word.All})
                @Schema.Range(min = 1, max = 1000)
                Optional<Amount> write,
        @Doc("Data units that must acknowledge a write, where votes alone do not say it.")
                @Schema.Default("1")
                @Schema.Range(min = 1, max = 1000)
                int acks) {
    /** Everything by default. */
    public static final Quorum DEFAULT = new Quorum(Optional.empty(), Optional.empty(), 1);

    /** This quorum with read and write filled in for a replication. */
    public Quorum withDefaultsFor(Replication replication) {
        Amount readDefault =
                replication
                        .erasure()
                        .<Amount>map(erasure -> new Amount.Units(erasure.data()))
                        .orElse(Amount.Word.Majority);
        Amount writeDefault =
                replication
                        .erasure()
                        .<Amount>map(e ->
                                new Amount.Units(e.data() == e.parity() ? e.data() + 1 : e.data()))
                        .orElse(Amount.Word.Majority);
        return new Quorum(
                Optional.of(read.orElse(readDefault)),
                Optional.of(write.orElse(writeDefault)),
                acks);
    }

    /** Units that a read needs of a set of {@code total}; defaults must be filled in. */
    public int readOf(int total) {
        return read.orElse(Amount.Word.Majority).of(total);
    }

    /** Units that a write needs of a set of {@code total}; defaults must be filled in. */
    public int writeOf(int total) {
        return write.orElse(Amount.Word.Majority).of(total);
    }
}
