/**
 * The Vert.x shell: listeners with their limits and deadlines, health, metrics and draining. It
 * knows endpoints, not policies.
 */
@NullMarked
package dev.holdfast.serving;

import org.jspecify.annotations.NullMarked;
