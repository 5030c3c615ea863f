/** The commands of the command line; each turns what it was asked into an exit code. */
@NullMarked
package dev.holdfast.app.command;

import org.jspecify.annotations.NullMarked;
