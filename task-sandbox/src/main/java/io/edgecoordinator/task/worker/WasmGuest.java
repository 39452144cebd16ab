package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/**
 * A task in WebAssembly: one instance of its module, in a context of its own. A handler is an
 * exported function {@code (event, length, context, length) -> i64}; docs/WASM.md says more.
 */
final class WasmGuest implements Guest {

  /** Bytes that a returned topic may take beside its payload. */
  private static final long TOPIC_ROOM = 1 << 16;

  /** What a module does first, by the names that compilers give it. */
  private static final String INITIALIZE = "_initialize";

  private final GuestDefinition definition;
  private final Host host;
  private final Context context;
  private @Nullable WasmMemory memory;
  private @Nullable Value handler;
  private CallOutput output;
  private CallState state;
  private volatile boolean interrupted;

  WasmGuest(WasmLanguage language, GuestDefinition definition, Host host) {
    this.definition = definition;
    this.host = host;
    this.output = new CallOutput(definition.limits().output());
    this.state = new CallState(host);
    this.context =
        Context.newBuilder("wasm")
            .engine(language.engine())
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .build();
  }

  @Override
  public void load() throws LoadFailedException {
    String file = definition.file() + ".wasm";
    byte[] module = definition.files().get(file);
    if (module == null) {
      throw new LoadFailedException(file, 0, 0, "there is no such file in the bundle");
    }
    try {
      long pages = definition.limits().memory() / WasmBinary.PAGE;
      ByteSequence bytes = ByteSequence.create(WasmBinary.bounded(module, pages));
      Source source = Source.newBuilder("wasm", bytes, file).buildLiteral();
      Value exports = context.eval(source).newInstance(imports()).getMember("exports");
      Value memoryExport = exports.getMember("memory");
      if (memoryExport == null || !memoryExport.hasBufferElements()) {
        throw new LoadFailedException(file, 0, 0, "the module exports no 'memory'");
      }
      memory = new WasmMemory(memoryExport, function(file, exports, "allocate"));
      handler = function(file, exports, definition.function());
      Value initialize = exports.getMember(INITIALIZE);
      if (initialize != null && initialize.canExecute()) {
        initialize.executeVoid();
      }
    } catch (IllegalArgumentException malformed) {
      throw new LoadFailedException(file, 0, 0, "the file " + malformed.getMessage());
    } catch (PolyglotException failure) {
      throw new LoadFailedException(file, 0, 0, loadFailure(failure));
    }
  }

  private String loadFailure(PolyglotException failure) {
    if (isEnded(failure)) {
      return "took too long to load and was interrupted";
    }
    return Exhaustion.isOfMemory(failure)
        ? "memory: asked for more than there is"
        : String.valueOf(failure.getMessage());
  }

  private boolean isEnded(PolyglotException failure) {
    return failure.isInterrupted() || failure.isCancelled() || interrupted;
  }

  private ProxyObject imports() {
    return ProxyObject.fromMap(
        Map.of(
            WasmHost.MODULE,
            WasmHost.of(this, host),
            WasmSystem.MODULE,
            WasmSystem.of(this, host)));
  }

  private static Value function(String file, Value exports, String name)
      throws LoadFailedException {
    Value function = exports.getMember(name);
    if (function == null || !function.canExecute()) {
      throw new LoadFailedException(
          file,
          0,
          0,
          "no function '"
              + name
              + "' is exported; there is "
              + String.join(", ", exports.getMemberKeys()));
    }
    return function;
  }

  @Override
  public GuestOutput call(GuestCall call) throws CallFailedException {
    output = new CallOutput(definition.limits().output());
    state = new CallState(host);
    if (handler == null) {
      throw new IllegalStateException("not loaded");
    }
    try {
      long event = memory().put(call.payload());
      long about = memory().put(CallAbout.json(call, definition).getBytes(StandardCharsets.UTF_8));
      Value result =
          WasmMemory.execute(
              handler,
              definition.function() + ": (i32, i32, i32, i32) -> i64",
              (int) (event >>> Integer.SIZE),
              (int) event,
              (int) (about >>> Integer.SIZE),
              (int) about);
      if (result.fitsInLong() && result.asLong() != 0) {
        returned(new String(memory().read(bounded(result.asLong())), StandardCharsets.UTF_8));
      }
    } catch (PolyglotException failure) {
      output.finish(StateUse.NONE);
      throw callFailure(failure);
    } catch (IllegalArgumentException outside) {
      throw new CallFailedException(
          Outcome.INVALID_RESULT, String.valueOf(outside.getMessage()), "");
    }
    return output.finish(state.use());
  }

  /**
   * Looks at how long a result is before it is copied. In JSON a payload takes more bytes than the
   * output counts: base64 a third, and there may be a topic.
   */
  private long bounded(long packed) throws CallFailedException {
    long length = WasmMemory.lengthOf(packed);
    long most = definition.limits().output();
    if (length > 2 * most + TOPIC_ROOM) {
      throw OutputQuota.tooLarge(length, most);
    }
    return packed;
  }

  private void returned(String json) throws CallFailedException {
    if (!JsonText.isValue(json)) {
      throw new CallFailedException(Outcome.INVALID_RESULT, "what it returned is not JSON", "");
    }
    Map<String, String> members = JsonText.members(json).orElse(Map.of());
    Optional<String> topic = Optional.ofNullable(members.get("topic")).flatMap(JsonText::string);
    String payload = members.get("payload");
    if (topic.isEmpty() || payload == null) {
      output.returned(null, payload(json));
    } else if (topic.get().isEmpty() || topic.get().indexOf('\0') >= 0) {
      throw new CallFailedException(
          Outcome.INVALID_RESULT, "the returned topic is empty or has U+0000 in it", "");
    } else {
      output.returned(topic.get(), payload(payload));
    }
  }

  /** The bytes of a payload: JSON as it is, or what {@code {"base64": ...}} stands for. */
  private static byte[] payload(String json) {
    Map<String, String> members = JsonText.members(json).orElse(Map.of());
    Optional<String> base64 = Optional.ofNullable(members.get("base64")).flatMap(JsonText::string);
    if (members.size() != 1 || base64.isEmpty()) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(base64.get());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException(
          "{base64} has no base64 in it: " + notBase64.getMessage(), notBase64);
    }
  }

  private CallFailedException callFailure(PolyglotException failure) {
    if (isEnded(failure)) {
      return new CallFailedException(
          Outcome.TIMED_OUT,
          "ran longer than " + definition.limits().timeout().toMillis() + " ms",
          "");
    }
    if (Exhaustion.isOfMemory(failure)) {
      return new CallFailedException(Outcome.OUT_OF_MEMORY, "memory: there is none left", "");
    }
    StringBuilder stack = new StringBuilder();
    String innermost = "";
    for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
      if (frame.isGuestFrame() && !frame.getRootName().startsWith("wasm-function")) {
        innermost = innermost.isEmpty() ? frame.getRootName() : innermost;
        stack.append(stack.isEmpty() ? "at " : "\nat ").append(frame.getRootName());
        stack.append(" (").append(definition.file()).append(".wasm)");
      }
    }
    String message = String.valueOf(failure.getMessage());
    return new CallFailedException(
        Outcome.THREW,
        innermost.isEmpty() ? message : message + " (in " + innermost + ")",
        stack.toString());
  }

  WasmMemory memory() {
    if (memory == null) {
      throw new IllegalArgumentException("the module called the coordinator before it was loaded");
    }
    return memory;
  }

  CallOutput output() {
    return output;
  }

  CallState state() {
    return state;
  }

  @Override
  public void interrupt() {
    interrupted = true;
    close();
  }

  @Override
  public void close() {
    try {
      context.close(true);
    } catch (PolyglotException alreadyCancelled) {
      // What is closed by force may say so.
    }
  }
}
