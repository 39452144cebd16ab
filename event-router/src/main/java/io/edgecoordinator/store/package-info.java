/**
 * What survives a restart, and the queues in front of destinations. The interfaces are met by an
 * embedded database in another module; everything here belongs to the event loop.
 */
@NullMarked
package io.edgecoordinator.store;

import org.jspecify.annotations.NullMarked;
