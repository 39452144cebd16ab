package io.edgecoordinator.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of a record as they are being written; used again for the next. */
public final class RecordOutput {

  private byte[] bytes = new byte[512];
  private int length;

  /** Begins anew. */
  public void clear() {
    length = 0;
  }

  /** Returns a copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Writes the lowest 8 bits. */
  public void writeByte(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /** Writes a number, in fewer bytes the nearer it is to 0 from above. */
  public void writeLong(long value) {
    room(10);
    long rest = value;
    for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
      bytes[length++] = (byte) (rest | 0x80);
    }
    bytes[length++] = (byte) rest;
  }

  /** Writes bytes, preceded by their number. */
  public void writeBytes(byte[] value) {
    writeLong(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** Writes a text. */
  public void writeText(String value) {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a text or its absence. */
  public void writeOptionalText(@Nullable String value) {
    writeByte(value == null ? 0 : 1);
    if (value != null) {
      writeText(value);
    }
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
