/**
 * Situations that people reported, told through a small cluster in words and asked of the engine.
 */
@NullMarked
package dev.holdfast.scenario;

import org.jspecify.annotations.NullMarked;
