/**
 * A real Kubernetes control plane for JUnit tests: its processes, its simulated nodes and the verbs
 * on them.
 */
@NullMarked
package dev.holdfast.controlplane;

import org.jspecify.annotations.NullMarked;
