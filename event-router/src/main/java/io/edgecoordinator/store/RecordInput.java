package io.edgecoordinator.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record being read, by the counterparts of {@link RecordOutput}'s methods. */
public final class RecordInput {

  private final byte[] bytes;
  private int position;

  /** Begins at the first byte. */
  public RecordInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads 8 bits.
   *
   * @return 0 to 255
   */
  public int readByte() {
    if (position >= bytes.length) {
      throw new IllegalArgumentException("the record ends too early");
    }
    return bytes[position++] & 0xFF;
  }

  /** Reads a number. */
  public long readLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 10 bytes");
  }

  /** Reads bytes. */
  public byte[] readBytes() {
    long length = readLong();
    if (length < 0 || length > bytes.length - position) {
      throw new IllegalArgumentException("a field reaches past the end of the record");
    }
    int from = position;
    position += (int) length;
    return Arrays.copyOfRange(bytes, from, position);
  }

  /** Reads a text. */
  public String readText() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /** Reads a text or its absence. */
  public @Nullable String readOptionalText() {
    return readByte() == 0 ? null : readText();
  }
}
