package io.edgecoordinator.task.worker;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;

/**
 * The memory of a module, and its allocator. A place is an address and a number of bytes; packed it
 * is one i64, the address in the upper half.
 */
final class WasmMemory {

  private static final long HALF = 0xffff_ffffL;

  private static final int MOST_BYTES_OF_A_CHARACTER = 4;

  private final Value memory;
  private final Value allocate;

  WasmMemory(Value memory, Value allocate) {
    this.memory = memory;
    this.allocate = allocate;
  }

  /**
   * Reads bytes.
   *
   * @throws IllegalArgumentException if they are not in the memory
   */
  byte[] read(long address, long length) {
    check(address, length);
    byte[] bytes = new byte[(int) length];
    memory.readBuffer(address, bytes, 0, bytes.length);
    return bytes;
  }

  private void check(long address, long length) {
    if (address + length > memory.getBufferSize()) {
      throw new IllegalArgumentException(
          length + " bytes at " + address + " are not in the module's memory");
    }
  }

  /**
   * Returns how long it is what a pair of i32 arguments tells of.
   *
   * @throws IllegalArgumentException if it is not in the memory
   */
  long check(Value address, Value length) {
    check(unsigned(address), unsigned(length));
    return unsigned(length);
  }

  /** Reads what a pair of i32 arguments tells of. */
  byte[] read(Value address, Value length) {
    return read(unsigned(address), unsigned(length));
  }

  String text(Value address, Value length) {
    return new String(read(address, length), StandardCharsets.UTF_8);
  }

  /**
   * Reads a text, of which no more than its beginning is wanted.
   *
   * @param most characters that are wanted at least; of a longer text there are some more
   */
  String beginning(Value address, Value length, int most) {
    long bytes = Math.min(check(address, length), (most + 1L) * MOST_BYTES_OF_A_CHARACTER);
    return new String(read(unsigned(address), bytes), StandardCharsets.UTF_8);
  }

  byte[] read(long packed) {
    return read(packed >>> Integer.SIZE, lengthOf(packed));
  }

  /** Returns how many bytes a packed place has. */
  static long lengthOf(long packed) {
    return packed & HALF;
  }

  int readInt(long address) {
    return memory.readBufferInt(ByteOrder.LITTLE_ENDIAN, address);
  }

  void writeInt(long address, int value) {
    memory.writeBufferInt(ByteOrder.LITTLE_ENDIAN, address, value);
  }

  void writeLong(long address, long value) {
    memory.writeBufferLong(ByteOrder.LITTLE_ENDIAN, address, value);
  }

  /** Puts bytes where the module's allocator has room, and returns the place, packed. */
  long put(byte[] bytes) {
    long address = unsigned(execute(allocate, "allocate: (i32) -> i32", bytes.length));
    if (address == 0 || address + bytes.length > memory.getBufferSize()) {
      throw new IllegalArgumentException("the module has no room for " + bytes.length + " bytes");
    }
    write(address, bytes);
    return address << Integer.SIZE | bytes.length;
  }

  /**
   * Calls an exported function.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  static Value execute(Value function, String type, Object... arguments) {
    try {
      return function.execute(arguments);
    } catch (IllegalArgumentException other) {
      throw new IllegalArgumentException("an export is not of the type " + type, other);
    }
  }

  void write(long address, byte[] bytes) {
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      long eight = 0;
      for (int j = Long.BYTES - 1; j >= 0; j--) {
        eight = eight << Byte.SIZE | (bytes[i + j] & 0xff);
      }
      memory.writeBufferLong(ByteOrder.LITTLE_ENDIAN, address + i, eight);
    }
    for (; i < bytes.length; i++) {
      memory.writeBufferByte(address + i, bytes[i]);
    }
  }

  static long unsigned(Value i32) {
    return Integer.toUnsignedLong(i32.asInt());
  }
}
