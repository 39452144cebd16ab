/**
 * Tasks and what runs them: a {@link io.edgecoordinator.task.TaskDefinition} says what a task is,
 * the {@link io.edgecoordinator.task.Scheduler} queues its calls, the {@link
 * io.edgecoordinator.task.ResourceManager} has {@link
 * io.edgecoordinator.task.ExecutionEnvironment}s made for it in worker processes.
 */
@NullMarked
package io.edgecoordinator.task;

import org.jspecify.annotations.NullMarked;
