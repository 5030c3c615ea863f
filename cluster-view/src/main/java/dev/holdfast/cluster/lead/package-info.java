/** What one instance of several, the leader, writes to the cluster on behalf of all. */
@NullMarked
package dev.holdfast.cluster.lead;

import org.jspecify.annotations.NullMarked;
