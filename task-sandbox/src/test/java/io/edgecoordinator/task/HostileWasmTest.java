package io.edgecoordinator.task;

/** {@link HostileTasks} in WebAssembly. */
class HostileWasmTest extends HostileTasks {

  /** Gives the event back. */
  private static final String NEIGHBOUR =
      """
      (func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32)
        (result i64)
        (call $pack (local.get $e) (local.get $n)))
      """;

  HostileWasmTest() {
    super(TaskRuntime.WASM, Sandbox.wasm("neighbour", HostileTask.module(NEIGHBOUR)), "\"hello\"");
  }
}
