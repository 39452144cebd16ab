package io.edgecoordinator.task;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A task that does something it must not, from a file {@code hostile/LANGUAGE/NAME.SUFFIX}. The
 * comments at the beginning of the file say what must come of it:
 *
 * <pre>
 * // expect: TIMED_OUT | OUT_OF_MEMORY      a {@link Reason}, or COMPLETED
 * // says: timeout: ran for                 part of the message
 * // timeout: 10000                         milliseconds, if other than {@link #SHORT}
 * </pre>
 *
 * A file {@code NAME.wat} has the fields of a module, to which those of {@link #MODULE} are added;
 * or it is a whole module of its own.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostileTask(TaskRuntime runtime, String name, byte[] code, Map<String, String> header) {

  /** What a call may take that is to run out of time. */
  static final Duration SHORT = Duration.ofMillis(300);

  /** What a call may take that must not, on a busy machine. */
  static final Duration LONG = Duration.ofSeconds(10);

  static final String COMPLETED = "COMPLETED";

  private static final long MEMORY = 32L << 20;

  /** A memory, an allocator that only goes up, and how a place is packed. */
  private static final String MODULE =
      """
        (memory (export "memory") 1)
        (global $next (mut i32) (i32.const 4096))
        (func (export "allocate") (param $n i32) (result i32)
          (local $p i32)
          (local.set $p (global.get $next))
          (global.set $next (i32.add (local.get $p) (local.get $n)))
          (local.get $p))
        (func $pack (param $p i32) (param $n i32) (result i64)
          (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
                  (i64.extend_i32_u (local.get $n))))
      """;

  private static final Quotas QUOTAS = new Quotas(100, 64 << 10, 1_000, 8 << 10, 64 << 10);

  /** Returns those of one language, in the order of their names. */
  static List<HostileTask> of(TaskRuntime runtime) {
    String folder = runtime.name().toLowerCase(Locale.ROOT);
    List<HostileTask> tasks = new ArrayList<>();
    try {
      Path root =
          Path.of(Objects.requireNonNull(HostileTask.class.getResource("/hostile")).toURI());
      Path files = root.resolve(folder);
      if (!Files.exists(files)) {
        return List.of();
      }
      try (Stream<Path> sources = Files.list(files)) {
        for (Path source : sources.sorted().toList()) {
          tasks.add(read(runtime, source));
        }
      }
    } catch (IOException | URISyntaxException unreadable) {
      throw new AssertionError(unreadable);
    }
    return tasks;
  }

  private static HostileTask read(TaskRuntime runtime, Path source) throws IOException {
    String file = source.getFileName().toString();
    String name = file.substring(0, file.lastIndexOf('.'));
    Map<String, String> header = new HashMap<>();
    for (String line : Files.readAllLines(source)) {
      String[] parts = line.replaceFirst("^(//|#|;;) ", "").split(": ", 2);
      if (parts.length < 2 || line.equals(String.join(": ", parts))) {
        break;
      }
      header.put(parts[0], parts[1]);
    }
    byte[] code =
        runtime == TaskRuntime.WASM ? module(Files.readString(source)) : Files.readAllBytes(source);
    return new HostileTask(runtime, name, code, header);
  }

  /** Returns the module of a text in WAT: the fields of one, or a whole one. */
  static byte[] module(String text) {
    boolean isWhole = text.lines().anyMatch(line -> line.startsWith("(module"));
    return Wat2Wasm.parse(isWhole ? text : "(module " + text + MODULE + ")");
  }

  /** Returns the reasons with which a call may end. */
  List<String> expected() {
    return List.of(Objects.requireNonNull(header.get("expect"), name).split(" \\| "));
  }

  /** Returns what the message must contain. */
  String says() {
    return header.getOrDefault("says", "");
  }

  /** Says whether it must not even load. */
  boolean isLoadedNever() {
    return expected().contains(Reason.NOT_LOADED.name());
  }

  private Duration timeout() {
    String own = header.get("timeout");
    if (own != null) {
      return Duration.ofMillis(Long.parseLong(own));
    }
    return expected().contains(Reason.TIMED_OUT.name()) ? SHORT : LONG;
  }

  TaskDefinition definition() {
    TaskDefinition plain = Sandbox.js(name, "");
    String suffix =
        switch (runtime) {
          case JS -> ".js";
          case PYTHON -> ".py";
          case WASM -> ".wasm";
        };
    return new TaskDefinition(
        name,
        plain.bundle(),
        runtime,
        plain.handler(),
        new TaskLimits(MEMORY, timeout(), 1, QUOTAS),
        Priority.NORMAL,
        false,
        plain.placement(),
        plain.environment(),
        plain.permissions(),
        new BundleFiles(Map.of(name + suffix, code)));
  }

  /** Returns the reason of a result, or {@link #COMPLETED}. */
  static String reason(TaskResult result) {
    return switch (result) {
      case Completed _ -> COMPLETED;
      case Failed failed -> failed.reason().name();
    };
  }

  /** Returns the message of a result, if it has one. */
  static String message(TaskResult result) {
    return switch (result) {
      case Completed completed -> String.valueOf(completed.returned());
      case Failed failed -> failed.message();
    };
  }

  @Override
  public String toString() {
    return runtime.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
