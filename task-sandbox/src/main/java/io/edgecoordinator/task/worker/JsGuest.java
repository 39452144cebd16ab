package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.wire.RequestKind;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.jspecify.annotations.Nullable;

/**
 * A task in JavaScript: one context of the worker's engine, and the event loop of the call that
 * runs. A call goes on until the promise of its handler is settled; timers and requests it leaves
 * behind are dropped.
 */
final class JsGuest implements Guest {

  /** Requests of one call that may be unanswered. */
  private static final int MAX_REQUESTS = 256;

  /** How long to wait at once if there is only an answer to wait for, in milliseconds. */
  private static final double LONG_WAIT = 1_000;

  /** How the prelude's complaint about a result begins. */
  private static final String INVALID_RESULT = "InvalidResult: ";

  private final GuestDefinition definition;
  private final Host host;
  private final Context context;
  private final JsModules modules;
  private final Value prelude;
  private final Value call;

  private byte[] payload = new byte[0];
  private byte[] answer = new byte[0];
  private long deadline;
  private boolean inCall;
  private @Nullable CallState state;
  private int openRequests;

  private volatile boolean interrupted;
  private volatile @Nullable Thread waiting;

  /** Bytes that were published when it became too many, or 0. */
  private long overflow;

  JsGuest(JsLanguage language, GuestDefinition definition, Host host) {
    this.definition = definition;
    this.host = host;
    JsBundle bundle = language.bundle(definition.files());
    JsFileSystem files = new JsFileSystem(bundle, this::isModule, this::standIn);
    this.context =
        Context.newBuilder("js")
            .engine(language.engine())
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .allowIO(IOAccess.newBuilder().fileSystem(files).build())
            .options(JsLanguage.CONTEXT_OPTIONS)
            .build();
    this.modules = new JsModules(context, bundle);
    this.prelude =
        context
            .eval(language.script("prelude"))
            .execute(Json.object(definition.variables()), JsHost.of(this, modules, language, host));
    this.call = prelude.getMember("call");
  }

  private boolean isModule(String file) {
    return modules.isModule(file);
  }

  private String standIn(String file) {
    return modules.standIn(file, prelude);
  }

  @Override
  public void load() throws LoadFailedException {
    interrupted = false;
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
    if (failure.isInterrupted() || interrupted) {
      return new LoadFailedException(file, 0, 0, "took too long to load and was interrupted");
    }
    if (failure.isResourceExhausted()) {
      return new LoadFailedException(file, 0, 0, "asked for more memory than there is");
    }
    SourceSection place = failure.getSourceLocation();
    if (place == null || JsLanguage.isOwn(place.getSource())) {
      place = null;
      for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
        SourceSection at = frame.isGuestFrame() ? frame.getSourceLocation() : null;
        if (at != null && !JsLanguage.isOwn(at.getSource())) {
          place = at;
          break;
        }
      }
    }
    String message = JsModules.firstLine(failure);
    if (place == null || !place.isAvailable()) {
      return new LoadFailedException(file, 0, 0, message);
    }
    String where = JsBundle.pathOf(place.getSource());
    return new LoadFailedException(where, place.getStartLine(), JsBundle.column(place), message);
  }

  @Override
  public GuestOutput call(GuestCall guestCall) throws CallFailedException {
    interrupted = false;
    overflow = 0;
    openRequests = 0;
    inCall = true;
    payload = guestCall.payload();
    deadline =
        Math.min(
            guestCall.deadline(),
            System.currentTimeMillis() + definition.limits().timeout().toMillis());
    try {
      Value result = call.execute(new String(payload, StandardCharsets.UTF_8), guestCall.about());
      String text = result.isNull() ? settle() : result.asString();
      if (overflow > 0) {
        throw OutputQuota.tooLarge(overflow, definition.limits().output());
      }
      return JsOutput.of(text, state == null ? StateUse.NONE : state.use());
    } catch (PolyglotException failure) {
      throw callFailure(failure);
    } catch (InterruptedException ended) {
      throw timedOut();
    } finally {
      inCall = false;
      state = null;
    }
  }

  /** Runs the event loop until the handler's promise is settled, and returns its result. */
  private String settle() throws CallFailedException, InterruptedException {
    for (; ; ) {
      Value next = prelude.invokeMember("turn");
      if (next.isString()) {
        return next.asString();
      }
      if (next.isNull() && openRequests == 0) {
        throw new CallFailedException(
            Outcome.INVALID_RESULT,
            "the handler's promise never settles: nothing is left that could settle it",
            "");
      }
      await(next.isNull() ? LONG_WAIT : next.asDouble());
    }
  }

  /** Waits for an answer, and if none comes in time, has the timer run that is due. */
  private void await(double milliseconds) throws InterruptedException {
    Host.Reply reply = null;
    waiting = Thread.currentThread();
    try {
      if (interrupted) {
        throw new InterruptedException();
      }
      if (milliseconds > 0 || openRequests > 0) {
        reply = host.next(System.nanoTime() + (long) (milliseconds * 1e6));
      }
    } finally {
      waiting = null;
    }
    if (reply == null) {
      prelude.invokeMember("fire");
    } else {
      openRequests--;
      byte[] content = reply.content();
      answer = content == null ? new byte[0] : content;
      prelude.invokeMember(
          "answer",
          reply.request(),
          content == null ? null : new String(content, StandardCharsets.UTF_8),
          reply.refusal());
    }
  }

  private CallFailedException timedOut() {
    return new CallFailedException(
        Outcome.TIMED_OUT,
        "ran longer than " + definition.limits().timeout().toMillis() + " ms",
        "");
  }

  private CallFailedException callFailure(PolyglotException failure) {
    if (failure.isInterrupted() || failure.isCancelled() || interrupted) {
      return timedOut();
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
      if (place != null && !JsLanguage.isOwn(place.getSource())) {
        String name = frame.getRootName();
        stack.append(stack.isEmpty() ? "at " : "\nat ");
        // An arrow function has no name of its own.
        stack.append(name == null || name.startsWith(":") ? "(anonymous)" : name).append(" (");
        stack.append(JsBundle.pathOf(place.getSource())).append(':');
        stack.append(place.getStartLine()).append(':').append(JsBundle.column(place)).append(')');
      }
    }
    String message = JsModules.firstLine(failure);
    return message.startsWith(INVALID_RESULT)
        ? new CallFailedException(
            Outcome.INVALID_RESULT, message.substring(INVALID_RESULT.length()), "")
        : new CallFailedException(Outcome.THREW, message, stack.toString());
  }

  /**
   * Cancels rather than interrupts: an interrupt is thrown once, and a promise's job or a {@code
   * finally} goes on after it.
   */
  @Override
  public void interrupt() {
    interrupted = true;
    Thread waiter = waiting;
    if (waiter != null) {
      waiter.interrupt();
    }
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

  // What the scripts ask for, by way of JsHost.

  Value eval(Source script) {
    return context.eval(script);
  }

  byte[] payload() {
    return payload;
  }

  /** Returns the content of the answer that came last. */
  byte[] answer() {
    return answer;
  }

  long deadline() {
    return deadline;
  }

  /** Returns how many characters one call may publish. */
  long outputLimit() {
    return definition.limits().output();
  }

  /** The call has published more than it may. */
  void overflows(long characters) {
    overflow = characters;
  }

  /**
   * Returns the state as the call that runs sees it.
   *
   * @throws IllegalArgumentException if none runs
   */
  CallState state() {
    if (!inCall) {
      throw new IllegalArgumentException("only a call has state, and none is under way");
    }
    if (state == null) {
      state = new CallState(host);
    }
    return state;
  }

  /** Sends a request and returns its number. */
  int send(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException {
    if (openRequests >= MAX_REQUESTS) {
      throw new IllegalArgumentException(
          "a call may have " + MAX_REQUESTS + " requests open at most");
    }
    int number = host.send(kind, argument, content);
    openRequests++;
    return number;
  }
}
