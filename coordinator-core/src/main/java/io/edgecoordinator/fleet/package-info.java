/** One deployment to many boxes, by way of a broker that they all know. */
@NullMarked
package io.edgecoordinator.fleet;

import org.jspecify.annotations.NullMarked;
