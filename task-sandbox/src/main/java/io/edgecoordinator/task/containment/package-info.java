/**
 * What contains worker processes from outside, by what the box gives: {@link
 * io.edgecoordinator.task.containment.Containment} finds out and says what is in force, a {@link
 * io.edgecoordinator.task.containment.Cell} is around one worker.
 */
@NullMarked
package io.edgecoordinator.task.containment;

import org.jspecify.annotations.NullMarked;
