/** Measurements of the engine and the extender, on made-up clusters of any size. */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
