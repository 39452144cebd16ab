package io.edgecoordinator.task.worker;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The bytes of a module, as far as a worker has to read them: what it says of its memory. */
final class WasmBinary {

  /** Bytes in a page of a module's memory. */
  static final int PAGE = 1 << 16;

  private static final byte[] MAGIC = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final int MEMORY_SECTION = 5;
  private static final int HAS_MAXIMUM = 1;

  private final byte[] module;
  private int at = MAGIC.length;

  private WasmBinary(byte[] module) {
    this.module = module;
  }

  /**
   * Returns the module with a bound on its one memory, the smaller of its own and this.
   *
   * @param pages how many pages it may grow to
   * @throws IllegalArgumentException if that can't be, with the reason
   */
  static byte[] bounded(byte[] module, long pages) {
    if (module.length < MAGIC.length
        || !Arrays.equals(module, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("is not a WebAssembly module, version 1");
    }
    try {
      return new WasmBinary(module).bounded(pages);
    } catch (ArrayIndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("is cut off", cut);
    }
  }

  private byte[] bounded(long pages) {
    while (at < module.length) {
      int start = at;
      int id = module[at++];
      long size = number();
      int end = Math.toIntExact(Math.min(at + size, Integer.MAX_VALUE));
      if (id == MEMORY_SECTION && number() == 1) {
        byte[] memory = memory(pages);
        ByteArrayOutputStream result = new ByteArrayOutputStream(module.length + PAGE);
        result.write(module, 0, start);
        result.write(MEMORY_SECTION);
        write(result, memory.length + 1L);
        result.write(1);
        result.writeBytes(memory);
        result.write(module, end, module.length - end);
        return result.toByteArray();
      }
      at = end;
    }
    return module;
  }

  private byte[] memory(long pages) {
    int flags = module[at++];
    if ((flags & ~HAS_MAXIMUM) != 0) {
      throw new IllegalArgumentException("has a memory that is shared or of 64 bits");
    }
    long least = number();
    long most = flags == HAS_MAXIMUM ? Math.min(number(), pages) : pages;
    if (least > pages) {
      throw new IllegalArgumentException(
          "wants "
              + least * PAGE
              + " bytes of memory to begin with, the task may have "
              + pages * PAGE);
    }
    ByteArrayOutputStream memory = new ByteArrayOutputStream();
    memory.write(HAS_MAXIMUM);
    write(memory, least);
    write(memory, most);
    return memory.toByteArray();
  }

  /** Reads an unsigned number in LEB128. */
  private long number() {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = module[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("has a number that is too long");
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long rest = number;
    for (; rest > 0x7f; rest >>>= 7) {
      out.write((int) (rest & 0x7f) | 0x80);
    }
    out.write((int) rest);
  }
}
