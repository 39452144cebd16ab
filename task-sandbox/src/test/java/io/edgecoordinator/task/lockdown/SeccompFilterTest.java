package io.edgecoordinator.task.lockdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter's program, run here as the kernel would, for processors that are not at hand too. */
class SeccompFilterTest {

  private static final int ALLOW = 0x7FFF0000;
  private static final int REFUSE = 0x00050000 | Kernel.EPERM;
  private static final int MISSING = 0x00050000 | Kernel.ENOSYS;
  private static final int SELF = 4711;

  static Stream<SystemCalls> architectures() {
    return Stream.of(SystemCalls.x86(), SystemCalls.arm());
  }

  private static int judge(SystemCalls calls, String name, long... arguments) {
    return judge(calls, calls.audit(), calls.number(name), arguments);
  }

  private static int judge(SystemCalls calls, int audit, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(audit).putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    ByteBuffer program = SeccompFilter.program(calls, SELF).order(ByteOrder.LITTLE_ENDIAN);
    int value = 0;
    for (int at = 0; ; at++) {
      int start = at * SeccompFilter.INSTRUCTION;
      int ifTrue = Byte.toUnsignedInt(program.get(start + 2));
      int ifFalse = Byte.toUnsignedInt(program.get(start + 3));
      int operand = program.getInt(start + 4);
      switch (program.getShort(start)) {
        case 0x20 -> value = data.getInt(operand);
        case 0x54 -> value &= operand;
        case 0x15 -> at += value == operand ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(value, operand) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (value & operand) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("no such instruction: " + program.getShort(start));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyRefusedCallIsRefused(SystemCalls calls) {
    assertThat(calls.refused())
        .allSatisfy(number -> assertThat(judge(calls, calls.audit(), number)).isEqualTo(REFUSE));
    assertThat(calls.missing())
        .allSatisfy(number -> assertThat(judge(calls, calls.audit(), number)).isEqualTo(MISSING));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void filesMayBeOpenedForReading(SystemCalls calls) {
    assertThat(judge(calls, "openat", -100, 0, 0x80000)).isEqualTo(ALLOW);
    assertThat(judge(calls, "openat", -100, 0, 0x80001)).isEqualTo(REFUSE);
    assertThat(judge(calls, "openat", -100, 0, 0x2)).isEqualTo(REFUSE);
    assertThat(judge(calls, "openat", -100, 0, 0x40)).isEqualTo(REFUSE);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void threadsMayBeStartedAndProcessesNot(SystemCalls calls) {
    int thread = 0x003D0F00;
    int vfork = 0x00004111;
    assertThat(judge(calls, "clone", thread)).isEqualTo(ALLOW);
    assertThat(judge(calls, "clone", vfork)).isEqualTo(REFUSE);
    assertThat(judge(calls, "clone", 17)).isEqualTo(REFUSE);
    assertThat(judge(calls, "clone", thread | 0x10000000)).isEqualTo(REFUSE);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void onlyItselfMayBeReached(SystemCalls calls) {
    assertThat(judge(calls, "tgkill", SELF, 1, 6)).isEqualTo(ALLOW);
    assertThat(judge(calls, "tgkill", 1, 1, 9)).isEqualTo(REFUSE);
    assertThat(judge(calls, "prlimit64", 0, 7)).isEqualTo(ALLOW);
    assertThat(judge(calls, "prlimit64", 1, 7)).isEqualTo(REFUSE);
    assertThat(judge(calls, "ioctl", 0, 0x5412)).isEqualTo(REFUSE);
    assertThat(judge(calls, "ioctl", 0, 0x541B)).isEqualTo(ALLOW);
    assertThat(judge(calls, "fcntl", 0, 8)).isEqualTo(REFUSE);
    assertThat(judge(calls, "fcntl", 0, 3)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void whatIsNotKnownIsNotThere(SystemCalls calls) {
    assertThat(judge(calls, calls.audit(), SystemCalls.UNKNOWN)).isEqualTo(MISSING);
    assertThat(judge(calls, calls.audit(), 0x40000000)).isEqualTo(MISSING);
    assertThat(judge(calls, 0x40000003, 1)).isEqualTo(REFUSE);
  }

  @ParameterizedTest
  @MethodSource("everyday")
  void whatAJvmDoesAllTheTimeIsAllowed(SystemCalls calls, int number) {
    assertThat(judge(calls, calls.audit(), number)).isEqualTo(ALLOW);
  }

  /** read, write, mmap, munmap, mprotect, madvise, futex, exit_group. */
  static Stream<Arguments> everyday() {
    return Stream.concat(
        Stream.of(0, 1, 9, 11, 10, 28, 202, 231).map(n -> Arguments.of(SystemCalls.x86(), n)),
        Stream.of(63, 64, 222, 215, 226, 233, 98, 94).map(n -> Arguments.of(SystemCalls.arm(), n)));
  }
}
