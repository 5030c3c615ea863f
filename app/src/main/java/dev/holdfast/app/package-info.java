/** Main, configuration, wiring, warm-up and the command line. */
@NullMarked
package dev.holdfast.app;

import org.jspecify.annotations.NullMarked;
