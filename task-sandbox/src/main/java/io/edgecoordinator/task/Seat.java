package io.edgecoordinator.task;

import io.edgecoordinator.task.selection.Slot;
import org.jspecify.annotations.Nullable;

/**
 * An environment as the runner of its task sees it: with the slot it holds while it loads for a
 * call, or calls are under way to it. Belongs to the event loop.
 */
final class Seat {

  private final TaskRunner runner;
  private final ExecutionEnvironment environment;
  private @Nullable Slot slot;

  Seat(TaskRunner runner, ExecutionEnvironment environment) {
    this.runner = runner;
    this.environment = environment;
  }

  TaskRunner runner() {
    return runner;
  }

  ExecutionEnvironment environment() {
    return environment;
  }

  @Nullable Slot slot() {
    return slot;
  }

  void setSlot(@Nullable Slot newSlot) {
    slot = newSlot;
  }

  /** Says whether it could take a call if it got a slot. */
  boolean isIdle() {
    return slot == null && environment.hasRoom();
  }

  /** Says whether it could take one more call. */
  boolean isRefillable() {
    return slot != null && environment.hasRoom();
  }

  /** Says whether it holds a slot that counts. */
  boolean isCounted() {
    return slot != null && !slot.isLong();
  }
}
