/**
 * Narrow readers of Kubernetes objects: from the plain tree of an object (Map, List, String,
 * Number, Boolean, null), wherever it came from, to what rules read of it.
 */
@NullMarked
package dev.holdfast.cluster.object;

import org.jspecify.annotations.NullMarked;
