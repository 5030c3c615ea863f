/**
 * Events (events.k8s.io/v1) about pods: what an instance has to tell the people who look at one.
 */
@NullMarked
package dev.holdfast.cluster.event;

import org.jspecify.annotations.NullMarked;
