package io.edgecoordinator.upstream;

/**
 * The broker ended the connection for a packet that it will never take, and it may have been this
 * message.
 */
public final class Suspected extends LinkDown {

  private final int code;
  private final boolean alone;

  Suspected(int code, String reason, boolean alone) {
    super(reason);
    this.code = code;
    this.alone = alone;
  }

  /** Returns the reason code of the DISCONNECT, at least 0x80 (MQTT 5, section 3.14.2.1). */
  public int code() {
    return code;
  }

  /** Says whether the broker had answered for all that was sent before, and nothing came after. */
  public boolean alone() {
    return alone;
  }
}
