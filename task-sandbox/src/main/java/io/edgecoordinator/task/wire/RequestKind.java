package io.edgecoordinator.task.wire;

/**
 * What a call may ask of the coordinator while it runs, and its number on the wire. A request has
 * an argument and may have a content; the answer has a number and may have a content, or is a
 * refusal.
 */
public enum RequestKind {
  /** The value under a key. Argument: key. Answer: its version, 0 if there is none; the value. */
  STATE_GET(1),
  /** The keys that begin with a text. Argument: that text. Answer: the keys, divided by U+0000. */
  STATE_KEYS(2),
  /** Call another task. Argument: its name. Content: JSON. Answer: what it returned, or nothing. */
  INVOKE(3),
  /**
   * Read a shadow. Argument: thing, or thing, U+0000 and shadow name. Answer: its document, nothing
   * if there is none. A refusal begins with a code, as in {@code 403 task a may not}.
   */
  SHADOW_GET(4),
  /**
   * Change a shadow. Argument: as above. Content: the update, or its state alone. Answer: the
   * accepted document. A refusal begins with a code, as in {@code 409 Version conflict}.
   */
  SHADOW_UPDATE(5),
  /** Fetch from a web server. Content: JSON of method, url, headers, body. Answer: JSON. */
  FETCH(6);

  private static final RequestKind[] KINDS = values();

  private final int number;

  RequestKind(int number) {
    this.number = number;
  }

  /** Returns the number on the wire. */
  public int number() {
    return number;
  }

  /** Returns the kind of the given number. */
  public static RequestKind of(int number) {
    for (RequestKind kind : KINDS) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new MalformedFrameException("no kind of request " + number);
  }
}
