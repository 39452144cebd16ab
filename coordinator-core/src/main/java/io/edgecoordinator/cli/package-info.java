/** The command line. Each command is one class; {@link io.edgecoordinator.cli.Main} chooses. */
@NullMarked
package io.edgecoordinator.cli;

import org.jspecify.annotations.NullMarked;
