/**
 * The way to brokers upstream: connections that are made again and again, and that are known to
 * work because something went through lately.
 */
@NullMarked
package io.edgecoordinator.upstream;

import org.jspecify.annotations.NullMarked;
