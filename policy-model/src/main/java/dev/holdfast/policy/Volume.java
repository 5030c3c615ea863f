package dev.holdfast.policy;

import java.util.List;
import java.util.Optional;

/** Which volumes are data and what the storage promises. */
@Doc("Which volumes are data, and what the storage promises about their copies.")
public record Volume(
        @Doc(
                        "Names of the claim templates (or pod volumes) that hold data; all claims, without this field.")
                @Schema.Size(max = 32)
                List<String> claims,
        @Doc(
                        "Copies that the storage keeps of one volume: `Auto` as the storage says, `0` not modelled and taken"
                                + " as always there (opaque network volumes), or a number.")
                @Schema.Default("\"Auto\"")
                Amount copies,
        @Doc(
                        "How many copies must live for the volume to attach: `Auto` as the storage says, `Any`, `Majority`, `All`.")
                @Schema.Default("\"Auto\"")
                Amount usable,
        @Doc("The domain that must hold all copies of one member.") Optional<String> within) {
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
