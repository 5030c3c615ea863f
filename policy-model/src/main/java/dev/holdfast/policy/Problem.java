package dev.holdfast.policy;

/**
 * Something in a document that does not fit the policy's schema.
 *
 * @param path where, for example {@code spec.roles[0].survive[1].lose.zone}; empty for the document
 * @param message what is wrong and what would be right
 */
public record Problem(String path, String message) {
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
