package io.edgecoordinator.shadow;

/**
 * A request that is not done. The code and the message are what the asker gets.
 *
 * <p>It has no stack trace: it tells of a request, not of the program.
 */
public final class ShadowRejection extends Exception {

  private static final long serialVersionUID = 1L;

  private final int code;

  ShadowRejection(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static ShadowRejection badRequest(String message) {
    return new ShadowRejection(400, message);
  }

  static ShadowRejection notFound(ShadowName shadow) {
    String name = shadow.name() == null ? shadow.thing() : shadow.thing() + "~" + shadow.name();
    return new ShadowRejection(404, "No shadow exists with name: '" + name + "'");
  }

  static ShadowRejection versionConflict() {
    return new ShadowRejection(409, "Version conflict");
  }

  static ShadowRejection tooLarge() {
    return new ShadowRejection(413, "The payload exceeds the maximum size allowed");
  }

  static ShadowRejection notUtf8() {
    return new ShadowRejection(415, "Unsupported documented encoding; supported encoding is UTF-8");
  }

  /** For a bound that is reached; the message names it. */
  static ShadowRejection tooMany(String message) {
    return new ShadowRejection(429, message);
  }

  /** For what should not happen; the log says more. */
  static ShadowRejection broken() {
    return new ShadowRejection(500, "Internal service failure");
  }

  static ShadowRejection notStored(String why) {
    return new ShadowRejection(500, "Internal service failure: " + why);
  }

  /** Returns the error code, one of those of HTTP: 400 to 500. */
  public int code() {
    return code;
  }

  /** Returns what is wrong, in one line. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
