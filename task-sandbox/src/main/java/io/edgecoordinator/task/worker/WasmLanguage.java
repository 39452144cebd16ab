package io.edgecoordinator.task.worker;

import java.io.OutputStream;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;

/** WebAssembly in this worker: one engine for all environments. */
final class WasmLanguage implements GuestLanguage {

  private final Engine engine =
      Engine.newBuilder("wasm")
          .sandbox(SandboxPolicy.CONSTRAINED)
          .out(OutputStream.nullOutputStream())
          .err(OutputStream.nullOutputStream())
          .option("engine.WarnInterpreterOnly", "false")
          .build();

  Engine engine() {
    return engine;
  }

  @Override
  public Guest create(GuestDefinition definition, Host host) {
    return new WasmGuest(this, definition, host);
  }
}
