package io.edgecoordinator.task;

/** The language a task is written in. */
public enum TaskRuntime {
  JS,
  PYTHON,
  WASM
}
