package dev.holdfast.extender;

import dev.holdfast.view.PodState;

/**
 * extender/v1 ExtenderArgs: a pod to be placed and the names of the nodes that it fits so far. Go
 * sends it without json tags, hence the capitals of its keys.
 */
record ExtenderArgs(PodState pod, Offered nodes) {}
