/** Commands that ask the rules about a dump of a cluster: survive, why, drain-check. */
@NullMarked
package dev.holdfast.app.ask;

import org.jspecify.annotations.NullMarked;
