package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;
import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.wire.RequestKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to the coordinator. Results gather here while calls wait in the queue, and
 * leave in one write: when the environment runs out of calls, when there are enough of them, or
 * when the first has waited long enough. Thread-safe.
 */
final class Outbox {

  private static final int FULL = 1 << 15;

  /** Characters of a failure's message. */
  private static final int MAX_MESSAGE = 4 << 10;

  /** Characters of a guest's stack. */
  private static final int MAX_DETAILS = 16 << 10;

  /** How long a result may wait for company while other calls run, in nanoseconds. */
  private static final long PATIENCE = 500_000;

  private final WritableByteChannel channel;
  private final FrameWriter frames = new FrameWriter();
  private long firstAt;
  private volatile boolean stopped;
  private final Thread sender =
      Thread.ofPlatform().daemon().name("sender").unstarted(this::sendRequests);

  Outbox(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** Begins to send requests; nothing else needs it. */
  void start() {
    sender.start();
  }

  /**
   * Sends requests from a thread of its own: the one that makes them runs guest code and may be
   * interrupted, which would close the channel if it happened in a write.
   */
  private void sendRequests() {
    while (!stopped) {
      LockSupport.park(this);
      flush();
    }
  }

  /** Sends nothing any more. */
  void stop() {
    synchronized (this) {
      frames.clear();
    }
    stopped = true;
    LockSupport.unpark(sender);
  }

  synchronized void hello(String token) {
    frames.begin(FrameType.HELLO).putText(token).end();
    flush();
  }

  synchronized void defined(int environment) {
    frames.begin(FrameType.DEFINED).putInt(environment).end();
    flush();
  }

  synchronized void undefinable(int environment, LoadFailedException failure) {
    frames
        .begin(FrameType.UNDEFINABLE)
        .putInt(environment)
        .putText(failure.file())
        .putInt(failure.line())
        .putInt(failure.column())
        .putText(cut(failure.text(), MAX_MESSAGE))
        .end();
    flush();
  }

  /** Says how the heap does. */
  synchronized void status(long live, long most) {
    frames.begin(FrameType.STATUS).putInt(0).putLong(live).putLong(most).end();
    flush();
  }

  /** Guest code makes messages and stacks as long as it likes. */
  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, most) + "… (" + text.length() + " characters)";
  }

  /**
   * Adds a line without sending it: it comes from a thread that runs guest code and may be
   * interrupted, which would close the channel if it happened in a write.
   */
  synchronized void log(int environment, int level, String text) {
    frames.begin(FrameType.LOG).putInt(environment).putByte(level).putText(text).end();
  }

  synchronized void completed(int environment, long call, long nanos, GuestOutput output) {
    head(environment, call, nanos, Outcome.COMPLETED)
        .putText(output.topic())
        .putBytes(output.payload())
        .putInt(output.published().size());
    for (GuestOutput.Publication publication : output.published()) {
      frames.putText(publication.topic()).putBytes(publication.payload());
    }
    state(output.state());
    frames.end();
    flushIfDue(System.nanoTime());
  }

  private void state(StateUse state) {
    frames.putInt(state.reads().size());
    state.reads().forEach((key, version) -> frames.putText(key).putLong(version));
    frames.putInt(state.writes().size());
    state.writes().forEach((key, value) -> frames.putText(key).putBytes(value.orElse(null)));
  }

  synchronized void request(
      int environment,
      long call,
      int request,
      RequestKind kind,
      String argument,
      byte @Nullable [] content) {
    frames
        .begin(FrameType.REQUEST)
        .putInt(environment)
        .putLong(call)
        .putInt(request)
        .putByte(kind.number())
        .putText(argument)
        .putBytes(content)
        .end();
    LockSupport.unpark(sender);
  }

  synchronized void failed(int environment, long call, long nanos, CallFailedException failure) {
    head(environment, call, nanos, failure.outcome())
        .putText(cut(failure.text(), MAX_MESSAGE))
        .putText(cut(failure.details(), MAX_DETAILS))
        .end();
    flushIfDue(System.nanoTime());
  }

  private FrameWriter head(int environment, long call, long nanos, Outcome outcome) {
    return frames
        .begin(FrameType.RESULT)
        .putInt(environment)
        .putLong(call)
        .putInt((int) Math.min(nanos / 1000, Integer.MAX_VALUE))
        .putByte(outcome.number());
  }

  synchronized void flushIfDue(long now) {
    if (frames.size() == 0) {
      return;
    }
    if (firstAt == 0) {
      firstAt = now;
    }
    if (frames.size() >= FULL || now - firstAt >= PATIENCE) {
      flush();
    }
  }

  synchronized void flush() {
    if (frames.size() == 0) {
      return;
    }
    if (stopped) {
      frames.clear();
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(frames.buffer(), 0, frames.size());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException("the coordinator is gone", gone);
    } finally {
      frames.clear();
      firstAt = 0;
    }
  }
}
