/**
 * What makes a well-formed policy wrong or doubtful, in coded findings: the one validator that the
 * webhook, the dry-run and the command line share.
 */
@NullMarked
package dev.holdfast.policy.check;

import org.jspecify.annotations.NullMarked;
