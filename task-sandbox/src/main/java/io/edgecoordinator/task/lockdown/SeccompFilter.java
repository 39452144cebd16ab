package io.edgecoordinator.task.lockdown;

import java.nio.ByteBuffer;

/**
 * Writes the program by which the kernel judges each system call of a worker: it refuses what a
 * worker never needs and lets the rest through. A list of what is allowed would be stricter, and
 * would break with the next JDK or C library that uses another call for the same thing.
 */
final class SeccompFilter {

  /** Bytes of one instruction ({@code struct sock_filter}). */
  static final int INSTRUCTION = 8;

  private static final int MOST_INSTRUCTIONS = 512;

  // Instructions of classic BPF.
  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // Offsets in what the program sees (struct seccomp_data); of arguments the lower half, which
  // comes first: both architectures are little-endian.
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;
  private static final int SECOND_ARGUMENT = 24;
  private static final int THIRD_ARGUMENT = 32;

  private static final int ALLOW = 0x7FFF0000;
  private static final int REFUSE = 0x00050000 | Kernel.EPERM;
  private static final int MISSING = 0x00050000 | Kernel.ENOSYS;

  /** {@code O_WRONLY}, {@code O_RDWR}, {@code O_CREAT}, {@code O_TRUNC}. */
  private static final int WRITES = 0x1 | 0x2 | 0x40 | 0x200;

  /** {@code CLONE_VM} and {@code CLONE_THREAD}: a thread of this process. */
  private static final int THREAD = 0x00000100 | 0x00010000;

  /** All {@code CLONE_NEW*}. */
  private static final int NAMESPACES = 0x7E020000;

  /** {@code TIOCSTI}, {@code TIOCLINUX}: type into a terminal. {@code FIOSETOWN}: send signals. */
  private static final int[] REFUSED_IOCTL = {0x5412, 0x541C, 0x8901, 0x8902};

  /** {@code F_SETOWN}, {@code F_SETOWN_EX}: send signals. */
  private static final int[] REFUSED_FCNTL = {8, 15};

  private final ByteBuffer program = Kernel.memory(MOST_INSTRUCTIONS * INSTRUCTION);

  private SeccompFilter() {}

  /**
   * Returns the program.
   *
   * @param self the process id, which this process may send signals to
   */
  static ByteBuffer program(SystemCalls calls, int self) {
    SeccompFilter filter = new SeccompFilter();
    filter.numbers(calls);
    filter.arguments(calls, self);
    filter.add(RETURN, 0, 0, ALLOW);
    return filter.program.flip();
  }

  private void numbers(SystemCalls calls) {
    add(LOAD, 0, 0, ARCHITECTURE);
    add(JUMP_IF_EQUAL, 1, 0, calls.audit());
    add(RETURN, 0, 0, REFUSE);
    add(LOAD, 0, 0, NUMBER);
    add(JUMP_IF_AT_LEAST, 0, 1, SystemCalls.UNKNOWN);
    add(RETURN, 0, 0, MISSING);
    for (int number : calls.missing()) {
      add(JUMP_IF_EQUAL, 0, 1, number);
      add(RETURN, 0, 0, MISSING);
    }
    for (int number : calls.refused()) {
      refuseIfEqual(number);
    }
  }

  private void arguments(SystemCalls calls, int self) {
    if (calls.has("open")) {
      opensForReading(calls.number("open"), SECOND_ARGUMENT);
    }
    opensForReading(calls.number("openat"), THIRD_ARGUMENT);
    onlyOwnThreads(calls.number("clone"));
    onlyIfFirstIs(calls.number("tgkill"), self);
    onlyIfFirstIs(calls.number("prlimit64"), 0);
    notWithSecond(calls.number("ioctl"), REFUSED_IOCTL);
    notWithSecond(calls.number("fcntl"), REFUSED_FCNTL);
  }

  private void opensForReading(int number, int flags) {
    add(JUMP_IF_EQUAL, 0, 4, number);
    add(LOAD, 0, 0, flags);
    add(JUMP_IF_ANY_BIT, 0, 1, WRITES);
    add(RETURN, 0, 0, REFUSE);
    add(RETURN, 0, 0, ALLOW);
  }

  private void onlyOwnThreads(int number) {
    add(JUMP_IF_EQUAL, 0, 5, number);
    add(LOAD, 0, 0, FIRST_ARGUMENT);
    add(AND, 0, 0, THREAD | NAMESPACES);
    add(JUMP_IF_EQUAL, 1, 0, THREAD);
    add(RETURN, 0, 0, REFUSE);
    add(RETURN, 0, 0, ALLOW);
  }

  private void onlyIfFirstIs(int number, int argument) {
    add(JUMP_IF_EQUAL, 0, 4, number);
    add(LOAD, 0, 0, FIRST_ARGUMENT);
    add(JUMP_IF_EQUAL, 1, 0, argument);
    add(RETURN, 0, 0, REFUSE);
    add(RETURN, 0, 0, ALLOW);
  }

  private void notWithSecond(int number, int[] arguments) {
    add(JUMP_IF_EQUAL, 0, 2 + 2 * arguments.length, number);
    add(LOAD, 0, 0, SECOND_ARGUMENT);
    for (int argument : arguments) {
      refuseIfEqual(argument);
    }
    add(RETURN, 0, 0, ALLOW);
  }

  private void refuseIfEqual(int value) {
    add(JUMP_IF_EQUAL, 0, 1, value);
    add(RETURN, 0, 0, REFUSE);
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
  }
}
