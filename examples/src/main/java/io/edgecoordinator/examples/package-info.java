/** The command line with the demo in it; what the launcher starts. */
@NullMarked
package io.edgecoordinator.examples;

import org.jspecify.annotations.NullMarked;
