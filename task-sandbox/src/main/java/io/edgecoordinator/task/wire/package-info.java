/**
 * The frames that the coordinator and a worker process exchange over their socket. Needs nothing
 * but the JDK, since a worker has nothing else of the coordinator's.
 *
 * <p>A frame is its length without these four bytes (32 bits), its {@link
 * io.edgecoordinator.task.wire.FrameType} (8 bits) and its fields. Numbers are big-endian; a text
 * is the number of its bytes (32 bits, -1 for none) and the bytes in UTF-8.
 */
@NullMarked
package io.edgecoordinator.task.wire;

import org.jspecify.annotations.NullMarked;
