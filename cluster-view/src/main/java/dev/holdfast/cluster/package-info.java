/**
 * The view of a cluster, made from a dump ({@link dev.holdfast.cluster.Dump}) or from a live API
 * server; both feed the same {@link dev.holdfast.cluster.Assembly}.
 */
@NullMarked
package dev.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
