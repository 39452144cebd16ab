package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;

/** JavaScript in this worker: one engine, so that code is parsed once for all environments. */
final class JsLanguage implements GuestLanguage {

  /**
   * Nothing of the shell's or the host's is there; modules give their exports when evaluated; a
   * rejection that nobody handles fails the call, as it ends Node.js.
   */
  static final Map<String, String> CONTEXT_OPTIONS =
      Map.of(
          "js.esm-eval-returns-exports", "true",
          "js.text-encoding", "true",
          "js.unhandled-rejections", "throw",
          "js.console", "false",
          "js.print", "false",
          "js.load", "false",
          "js.graal-builtin", "false");

  /** Bundles that are kept; beyond that what is known of all is found out anew when next needed. */
  private static final int MAX_BUNDLES = 64;

  /** What the names of the scripts in the folder {@code js} begin with. */
  private static final String OWN = "coordinator:";

  private final Engine engine;
  private final Map<String, Source> scripts = new ConcurrentHashMap<>();
  private final IdentityHashMap<Map<String, byte[]>, JsBundle> bundles = new IdentityHashMap<>();

  JsLanguage() {
    engine =
        Engine.newBuilder("js")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false")
            .build();
  }

  Engine engine() {
    return engine;
  }

  /** Returns whether the compiler for guest code is there. */
  boolean compiles() {
    return !engine.getImplementationName().equals("Interpreted");
  }

  /** Returns one of the scripts that make what an environment has beyond the language. */
  Source script(String name) {
    return scripts.computeIfAbsent(
        name,
        _ -> Source.newBuilder("js", resource("js/" + name + ".js"), OWN + name).buildLiteral());
  }

  /** Returns what the environments of a bundle share. */
  JsBundle bundle(Map<String, byte[]> files) {
    synchronized (bundles) {
      if (bundles.size() >= MAX_BUNDLES && !bundles.containsKey(files)) {
        bundles.clear();
      }
      return bundles.computeIfAbsent(files, JsBundle::new);
    }
  }

  @Override
  public Guest create(GuestDefinition definition, Host host) {
    return new JsGuest(this, definition, host);
  }

  /** Says whether a source is not the task's. */
  static boolean isOwn(Source source) {
    return source.getPath() == null && source.getName().startsWith(OWN);
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
