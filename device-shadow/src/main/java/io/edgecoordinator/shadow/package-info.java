/** Device shadows: what a device last said about itself, and what it has been asked to become. */
@NullMarked
package io.edgecoordinator.shadow;

import org.jspecify.annotations.NullMarked;
