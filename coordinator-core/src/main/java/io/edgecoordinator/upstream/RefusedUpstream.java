package io.edgecoordinator.upstream;

/** A message that the broker upstream refused; to send it again would be of no use. */
public final class RefusedUpstream extends Exception {

  private final int code;

  /**
   * Creates the exception.
   *
   * @param code the reason code of the PUBACK, at least 0x80 (MQTT 5, section 3.4.2.1)
   * @param message why, for people
   */
  public RefusedUpstream(int code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the reason code, at least 0x80. */
  public int code() {
    return code;
  }
}
