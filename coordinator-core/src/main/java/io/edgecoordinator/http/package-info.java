/** The HTTP API, by which people and the command line see into a running coordinator. */
@NullMarked
package io.edgecoordinator.http;

import org.jspecify.annotations.NullMarked;
