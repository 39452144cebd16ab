package io.edgecoordinator.task;

import io.edgecoordinator.task.wire.RequestKind;
import org.jspecify.annotations.Nullable;

/**
 * Something that a call asks of the coordinator while it runs.
 *
 * @param kind what it wants
 * @param argument see {@link RequestKind}
 * @param content see {@link RequestKind}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostRequest(RequestKind kind, String argument, byte @Nullable [] content) {

  /** What the coordinator answers. */
  sealed interface Reply {}

  /**
   * It was done.
   *
   * @param number see {@link RequestKind}
   * @param content see {@link RequestKind}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Done(long number, byte @Nullable [] content) implements Reply {}

  /** It was not done; the message says why, in one line. */
  record Refused(String message) implements Reply {}
}
