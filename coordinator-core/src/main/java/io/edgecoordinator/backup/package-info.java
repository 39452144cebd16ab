/** Copies of all that a coordinator keeps, and the way back from one. */
@NullMarked
package io.edgecoordinator.backup;

import org.jspecify.annotations.NullMarked;
