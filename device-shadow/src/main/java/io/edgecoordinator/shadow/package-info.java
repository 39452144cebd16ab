/** Device shadows: what a thing reports, and what it is to be. */
@NullMarked
package io.edgecoordinator.shadow;

import org.jspecify.annotations.NullMarked;
