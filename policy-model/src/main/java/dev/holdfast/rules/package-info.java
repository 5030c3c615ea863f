/**
 * The rules: what a policy says about a placement, a removal or a failure, as values with coded
 * reasons.
 */
@NullMarked
package dev.holdfast.rules;

import org.jspecify.annotations.NullMarked;
