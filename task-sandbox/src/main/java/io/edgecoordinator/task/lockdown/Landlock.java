package io.edgecoordinator.task.lockdown;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Landlock: files that a thread, and those it starts, may still reach. Only reading is given here;
 * what is not named can't be opened.
 */
final class Landlock {

  private static final int VERSION = 1;
  private static final int PATH_BENEATH = 1;
  private static final int PATH_RULE_BYTES = 12;

  private static final long READ_FILE = 1 << 2;
  private static final long READ_DIRECTORY = 1 << 3;

  /** How many of the rights to files version 1 has; 2, 3 and 5 brought one more each. */
  private static final int RIGHTS_OF_FIRST = 13;

  /** From this version on: TCP, of which binding and connecting are the two rights. */
  private static final int WITH_NETWORK = 4;

  private static final long NETWORK = 0b11;

  // open(2)
  private static final long AT_FDCWD = -100;
  private static final long O_PATH_O_CLOEXEC = 0x200000 | 0x80000;

  private Landlock() {}

  /** Returns the version of the kernel's interface; 0 or less if there is none, or it is off. */
  static int version() {
    return (int) Kernel.call(SystemCalls.LANDLOCK_CREATE_RULESET, 0, 0, VERSION);
  }

  /**
   * Makes the rules.
   *
   * @param readable files, and folders with all that is in them; what does not exist is passed over
   * @return a file descriptor for {@code landlock_restrict_self}; negative if it failed
   */
  static int rules(SystemCalls calls, int version, Set<Path> readable) {
    ByteBuffer rules = Kernel.memory(2 * Long.BYTES).putLong(0, rights(version));
    boolean network = version >= WITH_NETWORK;
    if (network) {
      rules.putLong(Long.BYTES, NETWORK);
    }
    int size = network ? 2 * Long.BYTES : Long.BYTES;
    int descriptor =
        (int)
            Kernel.callWith(
                rules, at -> Kernel.call(SystemCalls.LANDLOCK_CREATE_RULESET, at, size));
    if (descriptor >= 0) {
      readable.forEach(path -> allow(calls, descriptor, path));
    }
    return descriptor;
  }

  private static long rights(int version) {
    int rights = RIGHTS_OF_FIRST;
    rights += version >= 2 ? 1 : 0;
    rights += version >= 3 ? 1 : 0;
    rights += version >= 5 ? 1 : 0;
    return (1L << rights) - 1;
  }

  private static void allow(SystemCalls calls, int rules, Path path) {
    long target =
        Kernel.callWith(
            Kernel.text(path.toString()),
            name -> Kernel.call(calls.number("openat"), AT_FDCWD, name, O_PATH_O_CLOEXEC));
    if (target < 0) {
      return;
    }
    long rights = Files.isDirectory(path) ? READ_FILE | READ_DIRECTORY : READ_FILE;
    ByteBuffer rule = Kernel.memory(PATH_RULE_BYTES).putLong(0, rights);
    rule.putInt(Long.BYTES, (int) target);
    Kernel.callWith(
        rule, at -> Kernel.call(SystemCalls.LANDLOCK_ADD_RULE, rules, PATH_BENEATH, at));
    Kernel.call(calls.number("close"), target);
  }
}
