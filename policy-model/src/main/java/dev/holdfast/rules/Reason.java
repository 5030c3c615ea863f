package dev.holdfast.rules;

import java.util.List;

/**
 * One coded reason with what was seen, for people.
 *
 * @param field path of the policy's field that says so, for example {@code
 *     spec.roles[0].survive[1]}
 * @param observed what was found
 * @param limit what the policy allows
 * @param evidence the objects that it was read from
 * @param fixes what would help, most likely first
 */
public record Reason(
        ReasonCode code,
        String message,
        String field,
        String observed,
        String limit,
        List<String> evidence,
        List<String> fixes) {
    public Reason {
        evidence = List.copyOf(evidence);
        fixes = List.copyOf(fixes);
    }
}
