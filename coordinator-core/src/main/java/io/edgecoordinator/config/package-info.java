/** What an operator can tell the coordinator: a file, the environment, the command line. */
@NullMarked
package io.edgecoordinator.config;

import org.jspecify.annotations.NullMarked;
