/**
 * The vocabulary every part speaks: an {@link io.edgecoordinator.event.Event}, where it came from,
 * what it carries, the topics it may have, and the acknowledgement that travels with it.
 */
@NullMarked
package io.edgecoordinator.event;

import org.jspecify.annotations.NullMarked;
