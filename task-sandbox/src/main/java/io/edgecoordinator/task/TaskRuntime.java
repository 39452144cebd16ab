package io.edgecoordinator.task;

import java.util.List;

/** The language of a task. */
public enum TaskRuntime {
  /** JavaScript. */
  JS(".js", ".mjs", ".cjs"),
  /** Python. */
  PYTHON(".py"),
  /** WebAssembly. */
  WASM(".wasm");

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<String> suffixes;

  TaskRuntime(String... suffixes) {
    this.suffixes = List.of(suffixes);
  }

  /** Returns what the file of a handler may end with, in the order in which it is looked for. */
  public List<String> suffixes() {
    return suffixes;
  }
}
