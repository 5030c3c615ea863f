/** Where the copies of a volume lie, as the custom resources of storage systems say it. */
@NullMarked
package dev.holdfast.cluster.storage;

import org.jspecify.annotations.NullMarked;
