package io.edgecoordinator.access;

/** Whether somebody may connect. */
public sealed interface Verdict {

  /** Come in. */
  record Granted(Identity identity, Permissions permissions) implements Verdict {}

  /**
   * Stay out.
   *
   * @param detail why, for the log of the coordinator; more than a stranger should be told
   */
  record Denied(Reason reason, String detail) implements Verdict {}

  /** Why somebody may not connect, as far as he is told. */
  enum Reason {
    /** The user name or the password is wrong; which of them is not said. */
    BAD_CREDENTIALS,
    /** The name is proven, or none was given, and the policy lets nobody of it in. */
    NOT_AUTHORIZED,
    /** Too many passwords wait to be verified. */
    BUSY
  }
}
