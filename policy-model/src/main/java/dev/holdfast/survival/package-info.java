/**
 * Survival arithmetic: which failures a set of data survives, exactly, on small local models of one
 * set at a time.
 */
@NullMarked
package dev.holdfast.survival;

import org.jspecify.annotations.NullMarked;
