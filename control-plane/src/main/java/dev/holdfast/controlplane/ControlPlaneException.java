package dev.holdfast.controlplane;

/**
 * The control plane did not do what a test asked of it; the message says which part and how its log
 * ends.
 */
public final class ControlPlaneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ControlPlaneException(String message) {
        super(message);
    }

    ControlPlaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
