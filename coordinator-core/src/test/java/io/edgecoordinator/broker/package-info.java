/** A broker that is not ours, for tests, in a process of its own. */
@NullMarked
package io.edgecoordinator.broker;

import org.jspecify.annotations.NullMarked;
