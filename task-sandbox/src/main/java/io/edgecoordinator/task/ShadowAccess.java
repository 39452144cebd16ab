package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The device shadows, as calls of tasks reach them. Belongs to the event loop. */
@FunctionalInterface
public interface ShadowAccess {

  /** The code of a rejection: there is no such shadow. */
  int NOT_FOUND = 404;

  /**
   * Does what a call asks for.
   *
   * @param reply told once, on the event loop; what it says is on disk then
   */
  void request(Request request, Consumer<Reply> reply);

  /** What may be asked of a shadow. */
  enum Operation {
    GET,
    UPDATE
  }

  /**
   * Something that a call asks of a shadow.
   *
   * @param thing the name of the thing; need not be valid
   * @param name the name of the shadow, or null for the classic one; need not be valid
   * @param document the request as the protocol of device shadows has it; empty for GET
   * @param task who asks, by name
   * @param cause the event with which the task was called
   */
  record Request(
      Operation operation,
      String thing,
      @Nullable String name,
      Payload document,
      String task,
      Event cause) {}

  /** What came of it. */
  sealed interface Reply {}

  /**
   * It was done.
   *
   * @param document the answer as the protocol has it
   */
  record Accepted(Payload document) implements Reply {}

  /**
   * It was not done.
   *
   * @param code one of those of HTTP: 400 to 500
   * @param message why, in one line
   */
  record Rejected(int code, String message) implements Reply {}
}
