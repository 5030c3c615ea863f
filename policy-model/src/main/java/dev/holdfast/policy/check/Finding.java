package dev.holdfast.policy.check;

/**
 * Something wrong or doubtful about a policy.
 *
 * @param code stable, registered in {@link FindingCodes}
 * @param path the field, for example {@code spec.roles[0].survive[1]}
 * @param message what is wrong, why, and what to do
 */
public record Finding(String code, Severity severity, String path, String message) {
    /** What a finding does to the policy. */
    public enum Severity {
        /** The policy is not accepted. */
        Refused,
        /** The policy is accepted, and the person is told. */
        Warned
    }

    /** A document that cannot be read as a policy. */
    public static Finding unreadable(String path, String message) {
        return of(FindingCodes.UNREADABLE, path, message);
    }

    static Finding of(FindingCodes.Code code, String path, String message) {
        return new Finding(code.id(), code.severity(), path, message);
    }

    @Override
    public String toString() {
        return code + " " + path + ": " + message;
    }
}
