/**
 * Which task is next: the choice among the calls that wait, as a small algorithm that knows no
 * clock, no threads and no processes. {@link io.edgecoordinator.task.selection.Selection} says what
 * it promises.
 */
@NullMarked
package io.edgecoordinator.task.selection;

import org.jspecify.annotations.NullMarked;
