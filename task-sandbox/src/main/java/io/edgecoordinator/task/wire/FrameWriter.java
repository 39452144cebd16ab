package io.edgecoordinator.task.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects frames in one growing buffer, so that many leave in one write. Not thread-safe. */
public final class FrameWriter {

  /** A buffer that grew beyond this is given back once it is empty. */
  private static final int KEPT_CAPACITY = 1 << 18;

  private byte[] bytes = new byte[1 << 12];
  private int size;
  private int frame;

  /** Begins a frame; {@link #end()} ends it. */
  public FrameWriter begin(FrameType type) {
    frame = size;
    reserve(5);
    size += 4;
    bytes[size++] = (byte) type.number();
    return this;
  }

  /** Ends the frame begun last. */
  public void end() {
    BigEndian.write(bytes, frame, size - frame - 4);
  }

  /** Appends 8 bits. */
  public FrameWriter putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Appends 32 bits. */
  public FrameWriter putInt(int value) {
    reserve(4);
    BigEndian.write(bytes, size, value);
    size += 4;
    return this;
  }

  /** Appends 64 bits. */
  public FrameWriter putLong(long value) {
    return putInt((int) (value >>> 32)).putInt((int) value);
  }

  /** Appends a text, or the mark of none. */
  public FrameWriter putText(@Nullable String text) {
    return text == null ? putInt(-1) : putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes, or the mark of none. */
  public FrameWriter putBytes(byte @Nullable [] value) {
    if (value == null) {
      return putInt(-1);
    }
    putInt(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** Returns the number of bytes collected. */
  public int size() {
    return size;
  }

  /** Returns what was collected, and is empty afterwards. */
  public byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, size);
    clear();
    return taken;
  }

  /** Returns the buffer itself; its first {@link #size()} bytes count. */
  public byte[] buffer() {
    return bytes;
  }

  /** Forgets what was collected. */
  public void clear() {
    size = 0;
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[1 << 12];
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
