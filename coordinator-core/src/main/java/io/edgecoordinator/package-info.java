/** The coordinator: one program on a gateway box, made of the parts in the packages below. */
@NullMarked
package io.edgecoordinator;

import org.jspecify.annotations.NullMarked;
