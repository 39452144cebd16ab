/**
 * What a coordinator keeps when it is killed, and what it does when there is no room to keep it.
 */
@NullMarked
package io.edgecoordinator.examples.crash;

import org.jspecify.annotations.NullMarked;
