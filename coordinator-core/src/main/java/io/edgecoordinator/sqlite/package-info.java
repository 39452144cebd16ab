/**
 * The store, in one SQLite file. The event loop gathers changes, a thread of its own writes them,
 * another reads.
 */
@NullMarked
package io.edgecoordinator.sqlite;

import org.jspecify.annotations.NullMarked;
