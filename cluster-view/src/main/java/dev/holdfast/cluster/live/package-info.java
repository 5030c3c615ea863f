/** The view of a running cluster, kept by watches of its API server. */
@NullMarked
package dev.holdfast.cluster.live;

import org.jspecify.annotations.NullMarked;
