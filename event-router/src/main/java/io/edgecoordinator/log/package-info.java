/** Logging that can't be flooded. */
@NullMarked
package io.edgecoordinator.log;

import org.jspecify.annotations.NullMarked;
