package io.edgecoordinator.task.wire;

/** What a frame says, and its number on the wire. */
public enum FrameType {
  /** Worker: which worker I am. Fields: token. */
  HELLO(1),
  /** Coordinator: the files of a bundle. Fields: files id, count, then path and content of each. */
  FILES(2),
  /**
   * Coordinator: make an environment. Fields: environment, files id, task, handler file, handler
   * function, whether each call gets a new guest (0 or 1); timeout in ms, bytes of memory, percent
   * of a processor, bytes of output, events per second, bytes of log; count of environment entries,
   * then name and value of each.
   */
  DEFINE(3),
  /** Worker: the environment stands ready. Fields: environment. */
  DEFINED(4),
  /** Worker: it can't be made. Fields: environment, file, line, column, message. */
  UNDEFINABLE(5),
  /**
   * Coordinator: run a call. Fields: environment, call, deadline in ms since 1970, what it is about
   * (attempt, event id, execution id or nothing if that is the event's, topic, device or nothing,
   * then name and value of each capture, divided by U+0000), payload.
   */
  CALL(6),
  /**
   * Worker: what came of a call. Fields: environment, call, microseconds, {@link Outcome}; then
   * either message and details, or the returned topic and payload (none and none if nothing was
   * returned), count of published, then topic and payload of each; then count of the keys of the
   * state that were read, key and version of each, count of those changed, key and value of each.
   */
  RESULT(7),
  /** Worker: a line of a task's log. Fields: environment, level (0 debug to 3 error), text. */
  LOG(8),
  /** Coordinator: end an environment. Fields: environment. */
  END(9),
  /**
   * Worker: a call asks for something. Fields: environment, call, request, {@link RequestKind},
   * argument, content or none.
   */
  REQUEST(10),
  /**
   * Coordinator: the answer. Fields: environment, request, 1 if it was done or 0; then number and
   * content or none, or the refusal's message.
   */
  REPLY(11),
  /** Worker: how it does. Fields: 0, bytes of heap that were live lately, bytes of heap at most. */
  STATUS(12),
  /** Coordinator: the files of a bundle are not used any more. Fields: files id. */
  FORGET(13);

  private static final FrameType[] TYPES = values();

  private final int number;

  FrameType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static FrameType of(int number) {
    for (FrameType type : TYPES) {
      if (type.number == number) {
        return type;
      }
    }
    throw new MalformedFrameException("no frame type " + number);
  }
}
