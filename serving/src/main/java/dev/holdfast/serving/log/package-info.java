/** Logs as one flat JSON object a line. */
@NullMarked
package dev.holdfast.serving.log;

import org.jspecify.annotations.NullMarked;
