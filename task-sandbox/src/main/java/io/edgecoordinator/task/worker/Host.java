package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import org.jspecify.annotations.Nullable;

/**
 * What a guest may ask of the world, in the midst of a call. Its methods are called by the thread
 * that runs the guest's code. A call that has to end while it waits here ends with {@link
 * InterruptedException}; the guest's code must not see that.
 */
interface Host {

  /** Writes a line to the task's log. */
  void log(int level, String text);

  /** Asks for something and waits for the answer. No other request may be open. */
  Reply request(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException;

  /** Asks for something; the answer comes by {@link #next}. Returns the number of the request. */
  int send(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException;

  /**
   * Waits for the next answer to what was {@linkplain #send sent} in this call.
   *
   * @param until {@code System.nanoTime()} at which to give up
   * @return null if none came in time
   */
  @Nullable Reply next(long until) throws InterruptedException;

  /**
   * An answer.
   *
   * @param request number of the request
   * @param number see {@link RequestKind}
   * @param content see {@link RequestKind}
   * @param refusal why it was not done, or null if it was
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(int request, long number, byte @Nullable [] content, @Nullable String refusal) {}
}
