/**
 * The arithmetic of availability and durability: expected unavailable minutes, the share of sets
 * that a failure takes, mean time to data loss; values in, values out.
 */
@NullMarked
package dev.holdfast.reliability;

import org.jspecify.annotations.NullMarked;
