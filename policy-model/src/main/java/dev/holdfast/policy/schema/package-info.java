/**
 * The shape of the policy's documents, read once from the records and their annotations, and what
 * is made from it: the CustomResourceDefinition and the reference page.
 */
@NullMarked
package dev.holdfast.policy.schema;

import org.jspecify.annotations.NullMarked;
