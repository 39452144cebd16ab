package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** A task in JavaScript: one context of the worker's engine. */
final class JsGuest implements Guest {

  /** How the prelude's complaint about a result begins. */
  private static final String INVALID_RESULT = "InvalidResult: ";

  private static final char DIVIDER = '\0';

  private final GuestDefinition definition;
  private final Context context;
  private final JsModules modules;
  private final Value prelude;
  private final Value call;
  private final Value settle;
  private byte[] currentPayload = new byte[0];
  private long currentDeadline;

  /** Bytes that were published when it became too many, or 0. */
  private long overflow;

  JsGuest(JsLanguage language, GuestDefinition definition, Host host) {
    this.definition = definition;
    this.context =
        Context.newBuilder("js")
            .engine(language.engine())
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .allowIO(
                IOAccess.newBuilder().fileSystem(new BundleFileSystem(definition.files())).build())
            .options(JsLanguage.CONTEXT_OPTIONS)
            .build();
    this.modules = new JsModules(context, definition.files());
    this.prelude =
        context
            .eval(language.prelude())
            .execute(
                Json.object(definition.variables()),
                modules.host(
                    host,
                    () -> Base64.getEncoder().encodeToString(currentPayload),
                    () -> currentDeadline,
                    definition.limits().output(),
                    reached -> overflow = reached));
    this.call = prelude.getMember("call");
    this.settle = prelude.getMember("settle");
  }

  @Override
  public void load() throws LoadFailedException {
    String file = modules.handlerFile(definition.file());
    try {
      Value exports = modules.load(file, prelude);
      Value handler = exports.getMember(definition.function());
      if (handler == null || !handler.canExecute()) {
        throw new LoadFailedException(
            file,
            0,
            0,
            "no function '" + definition.function() + "' is exported" + exported(exports));
      }
      prelude.invokeMember("handle", handler);
    } catch (PolyglotException failure) {
      throw loadFailure(file, failure);
    }
  }

  private static String exported(Value exports) {
    return exports.hasMembers() && !exports.getMemberKeys().isEmpty()
        ? "; there is " + String.join(", ", exports.getMemberKeys())
        : "; nothing is";
  }

  private LoadFailedException loadFailure(String file, PolyglotException failure) {
    if (failure.isInterrupted()) {
      return new LoadFailedException(file, 0, 0, "took too long to load and was interrupted");
    }
    if (failure.isResourceExhausted()) {
      return new LoadFailedException(file, 0, 0, "asked for more memory than there is");
    }
    SourceSection place = failure.getSourceLocation();
    if (place == null) {
      for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
        if (frame.isGuestFrame() && frame.getSourceLocation() != null) {
          place = frame.getSourceLocation();
          break;
        }
      }
    }
    String message = JsModules.firstLine(failure);
    if (place == null || !place.isAvailable()) {
      return new LoadFailedException(file, 0, 0, message);
    }
    String where = modules.bundlePath(place.getSource());
    return new LoadFailedException(where, place.getStartLine(), modules.column(place), message);
  }

  @Override
  public GuestOutput call(GuestCall guestCall) throws CallFailedException {
    currentPayload = guestCall.payload();
    overflow = 0;
    currentDeadline =
        Math.min(
            guestCall.deadline(),
            System.currentTimeMillis() + definition.limits().timeout().toMillis());
    try {
      Value result =
          call.execute(new String(guestCall.payload(), StandardCharsets.UTF_8), guestCall.about());
      if (result.isNull()) {
        result = settle.execute();
      }
      if (result.isNull()) {
        throw new CallFailedException(
            Outcome.INVALID_RESULT,
            "the handler's promise never settles: nothing is left that could settle it",
            "");
      }
      return output(result.asString());
    } catch (PolyglotException failure) {
      throw callFailure(failure);
    }
  }

  private CallFailedException callFailure(PolyglotException failure) {
    if (failure.isInterrupted() || failure.isCancelled()) {
      return new CallFailedException(
          Outcome.TIMED_OUT,
          "ran longer than " + definition.limits().timeout().toMillis() + " ms",
          "");
    }
    if (failure.isResourceExhausted()) {
      return new CallFailedException(Outcome.OUT_OF_MEMORY, "memory: there is none left", "");
    }
    if (overflow > 0) {
      return OutputQuota.tooLarge(overflow, definition.limits().output());
    }
    StringBuilder stack = new StringBuilder();
    for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
      SourceSection place = frame.isGuestFrame() ? frame.getSourceLocation() : null;
      if (place != null && !JsLanguage.isPrelude(place.getSource())) {
        String name = frame.getRootName();
        stack.append(stack.isEmpty() ? "at " : "\nat ");
        // An arrow function has no name of its own.
        stack.append(name == null || name.startsWith(":") ? "(anonymous)" : name).append(" (");
        stack.append(modules.bundlePath(place.getSource())).append(':');
        stack.append(place.getStartLine()).append(':').append(modules.column(place)).append(')');
      }
    }
    String message = JsModules.firstLine(failure);
    return message.startsWith(INVALID_RESULT)
        ? new CallFailedException(
            Outcome.INVALID_RESULT, message.substring(INVALID_RESULT.length()), "")
        : new CallFailedException(Outcome.THREW, message, stack.toString());
  }

  private GuestOutput output(String text) throws CallFailedException {
    if (overflow > 0) {
      throw OutputQuota.tooLarge(overflow, definition.limits().output());
    }
    int divider = text.indexOf(DIVIDER);
    int end = nextDivider(text, divider + 1);
    String topic = divider == 0 ? null : text.substring(0, divider);
    byte[] payload = divider + 1 == end ? null : payload(text, divider + 1, end);
    List<GuestOutput.Publication> published = List.of();
    while (end < text.length()) {
      if (published.isEmpty()) {
        published = new ArrayList<>();
      }
      divider = nextDivider(text, end + 1);
      String publishedTopic = text.substring(end + 1, divider);
      end = nextDivider(text, divider + 1);
      published.add(new GuestOutput.Publication(publishedTopic, payload(text, divider + 1, end)));
    }
    return new GuestOutput(topic, payload, published, StateUse.NONE);
  }

  private static int nextDivider(String text, int from) {
    int at = text.indexOf(DIVIDER, from);
    return at < 0 ? text.length() : at;
  }

  private static byte[] payload(String text, int from, int to) throws CallFailedException {
    if (from >= to) {
      throw new CallFailedException(Outcome.INVALID_RESULT, "a topic has U+0000 in it", "");
    }
    String content = text.substring(from + 1, to);
    if (text.charAt(from) != 'b') {
      return content.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException notBase64) {
      throw new CallFailedException(
          Outcome.INVALID_RESULT, "{base64} has no base64 in it: " + notBase64.getMessage(), "");
    }
  }

  /**
   * Cancels rather than interrupts: an interrupt is thrown once, and a promise's job or a {@code
   * finally} goes on after it.
   */
  @Override
  public void interrupt() {
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
