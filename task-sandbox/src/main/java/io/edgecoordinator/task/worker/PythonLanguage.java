package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;

/**
 * Python in this worker: one engine, and one context that stands ready, since starting Python takes
 * 100 ms and more. When it is taken the next is made, by a thread of its own.
 *
 * <p>GraalPy reads its standard library from the folder that {@code polyglot.engine.resourcePath}
 * names. Of the files of this machine a task sees that folder alone.
 */
final class PythonLanguage implements GuestLanguage {

  private static final String PRELUDE = "coordinator:prelude.py";

  private final Engine engine;
  private final Source prelude;
  private CompletableFuture<PreparedPython> next;

  PythonLanguage() {
    engine =
        Engine.newBuilder("python")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    prelude = Source.newBuilder("python", resource("prelude.py"), PRELUDE).buildLiteral();
    next = prepare();
  }

  private CompletableFuture<PreparedPython> prepare() {
    CompletableFuture<PreparedPython> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .stackSize(WorkerMain.STACK)
        .name("prepare-python")
        .start(() -> {
          try {
            result.complete(PreparedPython.make(engine, prelude));
          } catch (RuntimeException | Error failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }

  /** Returns a context that nobody else has; waits for it if none stands ready. */
  synchronized PreparedPython take() {
    CompletableFuture<PreparedPython> ready = next;
    try {
      PreparedPython taken = ready.join();
      next = prepare();
      return taken;
    } catch (CompletionException failed) {
      next = prepare();
      throw new IllegalStateException("Python could not be started", failed);
    }
  }

  @Override
  public Guest create(GuestDefinition definition, Host host) {
    return new PythonGuest(this, definition, host);
  }

  private static String resource(String name) {
    try (InputStream in = PythonLanguage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
