/**
 * Advice: the smallest changes that make a goal hold, what is redundant, which moves raise a margin
 * and which member to remove first. Every change is tried on the immutable view before it is named.
 */
@NullMarked
package dev.holdfast.advice;

import org.jspecify.annotations.NullMarked;
