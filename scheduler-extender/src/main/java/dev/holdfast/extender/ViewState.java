package dev.holdfast.extender;

import dev.holdfast.view.ClusterView;

/** The cluster as far as it is known right now. */
public sealed interface ViewState {
    /** Complete and fresh. */
    record Ready(ClusterView view) implements ViewState {}

    /**
     * Not complete: nothing can be said about any pod.
     *
     * @param reason a text that does not vary while the cause stays the same
     */
    record Incomplete(String reason) implements ViewState {}

    /**
     * Complete once, but too old to be believed.
     *
     * @param reason a text that does not vary while the cause stays the same
     */
    record Stale(String reason) implements ViewState {}
}
