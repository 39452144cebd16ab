package io.edgecoordinator.task.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a stream of bytes into frames. Not thread-safe. */
public final class FrameAssembler {

  /** Bytes in one frame at most. */
  public static final int MAX_FRAME = 64 << 20;

  private static final int KEPT_CAPACITY = 1 << 18;

  private final Receiver receiver;
  private final FrameReader reader = new FrameReader();
  private byte[] pending = new byte[1 << 13];
  private int size;

  /** Takes the frames of a stream. */
  @FunctionalInterface
  public interface Receiver {
    /** Takes one frame; the reader is good until this returns. */
    void frame(FrameType type, FrameReader reader);
  }

  /** Creates an assembler that hands its frames to the receiver. */
  public FrameAssembler(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Takes the next bytes of the stream, and hands over all frames that are complete by now.
   *
   * @throws MalformedFrameException if the stream is broken
   */
  public void feed(ByteBuffer more) {
    int count = more.remaining();
    if (pending.length - size < count) {
      pending = Arrays.copyOf(pending, Math.max(pending.length * 2, size + count));
    }
    more.get(pending, size, count);
    size += count;
    int from = 0;
    while (size - from >= 4) {
      int length = BigEndian.read(pending, from);
      if (length < 1 || length > MAX_FRAME) {
        throw new MalformedFrameException("a frame of " + length + " bytes");
      }
      if (size - from - 4 < length) {
        break;
      }
      int end = from + 4 + length;
      receiver.frame(FrameType.of(pending[from + 4]), reader.on(pending, from + 5, end));
      from = end;
    }
    size -= from;
    if (size == 0 && pending.length > KEPT_CAPACITY) {
      pending = new byte[1 << 13];
    } else if (from > 0) {
      System.arraycopy(pending, from, pending, 0, size);
    }
  }
}
