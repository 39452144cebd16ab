package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A task in Python: one context of the worker's engine, which stood ready and is never shared. */
final class PythonGuest implements Guest {

  private final PythonLanguage language;
  private final GuestDefinition definition;
  private final Host host;
  private volatile @Nullable PreparedPython python;
  private @Nullable Value call;
  private CallOutput output;
  private CallState state;
  private byte[] payload = new byte[0];
  private long deadline;
  private @Nullable CallFailedException failed;
  private @Nullable LoadFailedException unloadable;
  private volatile boolean interrupted;

  PythonGuest(PythonLanguage language, GuestDefinition definition, Host host) {
    this.language = language;
    this.definition = definition;
    this.host = host;
    this.output = new CallOutput(definition.limits().output());
    this.state = new CallState(host);
    this.python = language.take();
  }

  @Override
  public void load() throws LoadFailedException {
    String file = definition.file() + ".py";
    if (!definition.files().containsKey(file)) {
      throw new LoadFailedException(file, 0, 0, "there is no such file in the bundle");
    }
    PreparedPython taken = python == null ? language.take() : python;
    python = taken;
    if (interrupted) {
      cancel(taken);
    }
    taken.files().open(definition.files());
    try {
      Value functions =
          taken.start().execute(PythonHost.of(this, host), Json.object(definition.variables()));
      unloadable = null;
      functions.getArrayElement(0).execute(file, definition.function());
      LoadFailedException reason = unloadable;
      if (reason != null) {
        throw reason;
      }
      call = functions.getArrayElement(1);
    } catch (PolyglotException failure) {
      throw new LoadFailedException(file, 0, 0, messageOf(failure));
    } finally {
      if (call == null) {
        close();
      }
    }
  }

  @Override
  public GuestOutput call(GuestCall guestCall) throws CallFailedException {
    payload = guestCall.payload();
    deadline =
        Math.min(
            guestCall.deadline(),
            System.currentTimeMillis() + definition.limits().timeout().toMillis());
    output = new CallOutput(definition.limits().output());
    state = new CallState(host);
    failed = null;
    try {
      function().execute(new String(payload, StandardCharsets.UTF_8), guestCall.about());
    } catch (PolyglotException failure) {
      if (!failure.isGuestException()) {
        close();
      }
      output.finish(StateUse.NONE);
      throw callFailure(failure);
    }
    return result();
  }

  /** What the task's code ended, as by {@code os._exit}, begins anew. */
  private Value function() throws CallFailedException {
    if (call == null) {
      try {
        load();
      } catch (LoadFailedException failure) {
        throw new CallFailedException(Outcome.THREW, failure.text(), "");
      }
    }
    return Objects.requireNonNull(call);
  }

  private GuestOutput result() throws CallFailedException {
    GuestOutput finished = output.finish(state.use());
    CallFailedException reason = failed;
    if (reason != null) {
      throw reason;
    }
    return finished;
  }

  private CallFailedException callFailure(PolyglotException failure) {
    if (failure.isInterrupted() || failure.isCancelled() || interrupted) {
      return new CallFailedException(
          Outcome.TIMED_OUT,
          "ran longer than " + definition.limits().timeout().toMillis() + " ms",
          "");
    }
    return Exhaustion.isOfMemory(failure)
        ? exhausted()
        : new CallFailedException(Outcome.THREW, messageOf(failure), "");
  }

  private static CallFailedException exhausted() {
    return new CallFailedException(Outcome.OUT_OF_MEMORY, "memory: there is none left", "");
  }

  private String messageOf(PolyglotException failure) {
    if (failure.isInterrupted() || failure.isCancelled() || interrupted) {
      return "took too long to load and was interrupted";
    }
    if (Exhaustion.isOfMemory(failure)) {
      return "memory: asked for more than there is";
    }
    return failure.isExit()
        ? "the handler ended the program, with status " + failure.getExitStatus()
        : String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  byte[] payload() {
    return payload;
  }

  long deadline() {
    return deadline;
  }

  CallOutput output() {
    return output;
  }

  CallState state() {
    return state;
  }

  void failed(CallFailedException reason) {
    failed = reason;
  }

  /** Hears that there was no memory for what the handler asked for. */
  void outOfMemory() {
    failed = exhausted();
  }

  void unloadable(LoadFailedException reason) {
    unloadable = reason;
  }

  /** Cancels rather than interrupts: a {@code finally} or {@code except} would go on after that. */
  @Override
  public void interrupt() {
    interrupted = true;
    cancel(python);
  }

  @Override
  public void close() {
    PreparedPython old = python;
    python = null;
    call = null;
    cancel(old);
  }

  private static void cancel(@Nullable PreparedPython old) {
    try {
      if (old != null) {
        old.context().close(true);
      }
    } catch (PolyglotException alreadyCancelled) {
      // What is closed by force may say so.
    }
  }
}
