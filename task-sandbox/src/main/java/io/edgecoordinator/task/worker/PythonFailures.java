package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import java.time.Duration;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;

/** Says in the words of a task's author what went wrong in Python, and where. */
final class PythonFailures {

  private static final String ROOT = PythonFileSystem.ROOT + "/";

  private PythonFailures() {}

  static LoadFailedException whileLoading(String file, PolyglotException failure) {
    if (failure.isInterrupted()) {
      return new LoadFailedException(file, 0, 0, "took too long to load and was interrupted");
    }
    SourceSection place = place(failure);
    String message = message(failure);
    return place == null
        ? new LoadFailedException(file, 0, 0, message)
        : new LoadFailedException(
            pathOf(place), place.getStartLine(), place.getStartColumn(), message);
  }

  /** The place in the task's own files where it happened, or null. */
  private static @Nullable SourceSection place(PolyglotException failure) {
    SourceSection place = failure.getSourceLocation();
    if (place != null && isOfTask(place)) {
      return place;
    }
    for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
      SourceSection section = frame.isGuestFrame() ? frame.getSourceLocation() : null;
      if (section != null && isOfTask(section)) {
        return section;
      }
    }
    return null;
  }

  static CallFailedException whileCalling(PolyglotException failure, Duration timeout) {
    if (failure.isInterrupted()) {
      return new CallFailedException(
          Outcome.TIMED_OUT, "ran longer than " + timeout.toMillis() + " ms", "");
    }
    return new CallFailedException(Outcome.THREW, message(failure), stack(failure));
  }

  private static String message(PolyglotException failure) {
    if (failure.isExit()) {
      return "the handler ended the program, with status " + failure.getExitStatus();
    }
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse("");
  }

  private static String stack(PolyglotException failure) {
    StringBuilder stack = new StringBuilder();
    for (PolyglotException.StackFrame frame : failure.getPolyglotStackTrace()) {
      SourceSection place = frame.isGuestFrame() ? frame.getSourceLocation() : null;
      if (place != null && !PythonLanguage.isPrelude(place.getSource())) {
        stack.append(stack.isEmpty() ? "at " : "\nat ").append(frame.getRootName()).append(" (");
        stack.append(pathOf(place)).append(':').append(place.getStartLine());
        stack.append(':').append(place.getStartColumn()).append(')');
      }
    }
    return stack.toString();
  }

  private static boolean isOfTask(SourceSection place) {
    return place.isAvailable() && place.getSource().getName().startsWith(ROOT);
  }

  /** The path inside the bundle, or what follows the folder of Python's own library. */
  private static String pathOf(SourceSection place) {
    String name = place.getSource().getName();
    if (name.startsWith(ROOT)) {
      return name.substring(ROOT.length());
    }
    int library = name.indexOf("/lib/python3");
    return library < 0 ? name : name.substring(library + 1);
  }
}
