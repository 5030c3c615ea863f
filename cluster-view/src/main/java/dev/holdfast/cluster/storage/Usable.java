package dev.holdfast.cluster.storage;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.holdfast.policy.Amount;
import java.util.List;

/** How many copies must live for a volume to attach, as profiles write it. */
public record Usable(Amount amount) {
    private static final List<Amount.Word> WORDS =
            List.of(Amount.Word.One, Amount.Word.Majority, Amount.Word.All);

    /**
     * Reads One, Majority, All or a number of at least 1.
     *
     * @throws IllegalArgumentException for anything else
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Usable of(Object given) {
        String text = given.toString();
        for (Amount.Word word : WORDS) {
            if (word.name().equals(text)) {
                return new Usable(word);
            }
        }
        if (text.matches("[1-9][0-9]{0,5}")) {
            return new Usable(new Amount.Units(Integer.parseInt(text)));
        }
        throw new IllegalArgumentException(
                "usable must be One, Majority, All or a number of copies, not \"" + text + "\"");
    }
}
