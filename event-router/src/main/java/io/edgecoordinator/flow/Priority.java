package io.edgecoordinator.flow;

/** How urgent a flow or a task is. Declared from most to least urgent. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
