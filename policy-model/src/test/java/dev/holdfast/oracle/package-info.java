/**
 * The survival semantics by enumeration: plain, slow and without a formula, to compare the engine
 * with. It shares nothing with the engine but the records of the policy and of the view.
 */
@NullMarked
package dev.holdfast.oracle;

import org.jspecify.annotations.NullMarked;
