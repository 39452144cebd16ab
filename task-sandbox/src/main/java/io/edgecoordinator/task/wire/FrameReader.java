package io.edgecoordinator.task.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one frame, in order. Each {@code read} throws {@link MalformedFrameException}
 * where the frame has no such field. Not thread-safe.
 */
public final class FrameReader {

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;

  FrameReader on(byte[] newBytes, int from, int to) {
    bytes = newBytes;
    position = from;
    limit = to;
    return this;
  }

  /** Reads 8 bits, unsigned. */
  public int readByte() {
    return bytes[advance(1)] & 0xff;
  }

  /** Reads 32 bits. */
  public int readInt() {
    int at = advance(4);
    return BigEndian.read(bytes, at);
  }

  /** Reads 64 bits. */
  public long readLong() {
    return ((long) readInt() << 32) | (readInt() & 0xffffffffL);
  }

  /** Reads a text, which may be none. */
  public @Nullable String readOptionalText() {
    int length = readInt();
    return length == -1 ? null : new String(bytes, advance(length), length, StandardCharsets.UTF_8);
  }

  /** Reads a text, which must be there. */
  public String readText() {
    String text = readOptionalText();
    if (text == null) {
      throw new MalformedFrameException("a text is missing");
    }
    return text;
  }

  /** Reads bytes, which may be none, into an array of their own. */
  public byte @Nullable [] readOptionalBytes() {
    int length = readInt();
    if (length == -1) {
      return null;
    }
    int from = advance(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Reads bytes, which must be there, into an array of their own. */
  public byte[] readBytes() {
    byte[] value = readOptionalBytes();
    if (value == null) {
      throw new MalformedFrameException("bytes are missing");
    }
    return value;
  }

  private int advance(int count) {
    if (count < 0 || count > limit - position) {
      throw new MalformedFrameException("a frame ends " + count + " bytes early");
    }
    int at = position;
    position += count;
    return at;
  }
}
