/**
 * kube-scheduler's extender protocol (extender/v1): the codec and the verbs filter, prioritize and
 * preempt as plain functions from a request body to an answer. They keep nothing, change nothing
 * and may be called any number of times.
 */
@NullMarked
package dev.holdfast.extender;

import org.jspecify.annotations.NullMarked;
