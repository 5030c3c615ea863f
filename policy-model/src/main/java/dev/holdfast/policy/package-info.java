/** The policy: DataPlacementPolicy as records, its decoding, validation and schema. */
@NullMarked
package dev.holdfast.policy;

import org.jspecify.annotations.NullMarked;
