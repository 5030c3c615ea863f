package dev.holdfast.policy;

import java.util.List;
import java.util.Optional;

/** Which volumes are data and what the storage promises. */
@Doc("Which volumes are data, and what the storage promises about their copies.")
public record Volume(
        @Doc(
                        "Names of the claim templates (or pod volumes) that hold data; all claims, without this field.")
                @Schema.Each("A claim template's or volume's name.")
                @Schema.Size(max = 32)
                @Schema.Distinct
                List<String> claims,
        @Doc(
                        "Copies that the storage keeps of one volume: `Auto` as the storage says, `0` not modelled and taken"
                                + " as always there (opaque network volumes), or a number.")
                @Schema.Default("\"Auto\"")
                @Schema.Words(Amount.Word.Auto)
                @Schema.Range(min = 0, max = 100)
                Amount copies,
        @Doc(
                        "How many copies must live for the volume to attach: `Auto` as the storage says, `Any`, `Majority`, `All`.")
                @Schema.Default("\"Auto\"")
                @Schema.Words({
                    Amount.Word.Auto,
                    Amount.Word.Any,
                    Amount.Word.Majority,
                    Amount.Word.All
                })
                Amount usable,
        @Doc("The domain that must hold all copies of one member.") @Schema.Size(min = 1, max = 32)
                Optional<String> within) {
    /** Everything as the storage says. */
    public static final Volume DEFAULT =
            new Volume(List.of(), Amount.Word.Auto, Amount.Word.Auto, Optional.empty());

    public Volume {
        claims = List.copyOf(claims);
    }

    /** Whether volumes are taken as always there. */
    public boolean opaque() {
        return copies instanceof Amount.Units(int count) && count == 0;
    }
}
