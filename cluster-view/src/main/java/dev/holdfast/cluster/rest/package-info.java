/** Asks the REST servers of storage systems where copies lie, again and again. */
@NullMarked
package dev.holdfast.cluster.rest;

import org.jspecify.annotations.NullMarked;
