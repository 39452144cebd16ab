package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;

/** JavaScript in this worker: one engine, so that code is parsed once for all environments. */
final class JsLanguage implements GuestLanguage {

  /** Nothing of the shell's or the host's is there; modules give their exports when evaluated. */
  static final Map<String, String> CONTEXT_OPTIONS =
      Map.of(
          "js.esm-eval-returns-exports", "true",
          "js.console", "false",
          "js.print", "false",
          "js.load", "false",
          "js.graal-builtin", "false");

  private static final String PRELUDE = "coordinator:prelude.js";

  private final Engine engine;
  private final Source prelude;

  JsLanguage() {
    engine =
        Engine.newBuilder("js")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    prelude = Source.newBuilder("js", resource("prelude.js"), PRELUDE).buildLiteral();
  }

  Engine engine() {
    return engine;
  }

  /** Returns whether the compiler for guest code is there. */
  boolean compiles() {
    return !engine.getImplementationName().equals("Interpreted");
  }

  Source prelude() {
    return prelude;
  }

  @Override
  public Guest create(GuestDefinition definition, Host host) {
    return new JsGuest(this, definition, host);
  }

  static boolean isPrelude(Source source) {
    return source.getName().equals(PRELUDE);
  }

  private static String resource(String name) {
    try (InputStream in = JsLanguage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
