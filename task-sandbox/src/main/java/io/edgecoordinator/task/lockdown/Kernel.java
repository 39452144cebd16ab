package io.edgecoordinator.task.lockdown;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * System calls of Linux, by number. One method handle serves all of them, since linking one costs
 * some milliseconds of a worker's start. Safe for use by several threads.
 */
final class Kernel {

  static final int EPERM = 1;
  static final int ENOSYS = 38;

  private static final int ARGUMENTS = 6;

  private static final MethodHandle SYSCALL = link();

  private Kernel() {}

  @SuppressWarnings("restricted") // workers and the coordinator run with native access
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(number, number, number, number, number, number, number, number),
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Makes a system call.
   *
   * @param arguments up to six
   * @return its result; if it failed, the number of the error, negative
   */
  static long call(int number, long... arguments) {
    ByteBuffer error = memory(Integer.BYTES);
    long[] all = new long[ARGUMENTS];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    try {
      long result =
          (long)
              SYSCALL.invokeExact(
                  MemorySegment.ofBuffer(error),
                  (long) number,
                  all[0],
                  all[1],
                  all[2],
                  all[3],
                  all[4],
                  all[5]);
      return result == -1 ? -error.getInt(0) : result;
    } catch (Throwable impossible) {
      throw new IllegalStateException("a system call does not throw", impossible);
    }
  }

  /** Makes a system call that gets an address; the memory stays where it is until it is over. */
  static long callWith(ByteBuffer memory, AddressedCall call) {
    try {
      return call.at(address(memory));
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** A system call, given the address of the memory it reads or writes. */
  interface AddressedCall {
    long at(long address);
  }

  /** Returns memory outside the heap, zeroed, in the byte order of the machine. */
  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Returns text as C wants it. */
  static ByteBuffer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return memory(bytes.length + 1).put(0, bytes);
  }

  static long address(ByteBuffer memory) {
    return MemorySegment.ofBuffer(memory).address();
  }
}
