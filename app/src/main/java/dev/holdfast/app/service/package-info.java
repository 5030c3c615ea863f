/** The service put together: a cluster's view, the extender's verbs and the listeners. */
@NullMarked
package dev.holdfast.app.service;

import org.jspecify.annotations.NullMarked;
