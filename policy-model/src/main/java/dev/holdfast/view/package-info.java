/**
 * The immutable view of a cluster: what rules read, in structures of which one change copies only
 * its path.
 */
@NullMarked
package dev.holdfast.view;

import org.jspecify.annotations.NullMarked;
