package io.edgecoordinator.task;

/**
 * A worker process, for those who look.
 *
 * @param name unique in this run of the coordinator
 * @param pid its process id, 0 while it is being started
 * @param use what it is for: a language, a task, or {@code spare}
 * @param environments how many are in it
 */
public record WorkerStatus(String name, long pid, String use, int environments) {}
