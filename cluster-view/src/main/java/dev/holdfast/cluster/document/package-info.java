/** Kubernetes objects from YAML or JSON files, one after the other, within limits. */
@NullMarked
package dev.holdfast.cluster.document;

import org.jspecify.annotations.NullMarked;
