package io.edgecoordinator.task.lockdown;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The numbers of system calls on one processor architecture. Immutable. */
final class SystemCalls {

  // The same everywhere.
  static final int LANDLOCK_CREATE_RULESET = 444;
  static final int LANDLOCK_ADD_RULE = 445;
  static final int LANDLOCK_RESTRICT_SELF = 446;

  /** The first number that this list knows nothing about. */
  static final int UNKNOWN = 463;

  /** What a worker never needs. Name, number on x86_64, number on aarch64. */
  private static final String REFUSED =
      """
      socket 41 198  socketpair 53 199  connect 42 203  bind 49 200  listen 50 201
      accept 43 202  accept4 288 242
      execve 59 221  execveat 322 281  fork 57 -  vfork 58 -
      ptrace 101 117  process_vm_readv 310 270  process_vm_writev 311 271
      process_madvise 440 440  kcmp 312 272
      pidfd_open 434 434  pidfd_getfd 438 438  pidfd_send_signal 424 424
      kill 62 129  tkill 200 130  rt_sigqueueinfo 129 138  rt_tgsigqueueinfo 297 240
      setpriority 141 140  sched_setscheduler 144 119  sched_setparam 142 118
      sched_setattr 314 274  ioprio_set 251 30  migrate_pages 256 238  move_pages 279 239
      mount 165 40  umount2 166 39  pivot_root 155 41  chroot 161 51  move_mount 429 429
      open_tree 428 428  fsopen 430 430  fsconfig 431 431  fsmount 432 432  fspick 433 433
      mount_setattr 442 442  swapon 167 224  swapoff 168 225  quotactl 179 60  quotactl_fd 443 443
      unshare 272 97  setns 308 268  personality 135 92  modify_ldt 154 -
      bpf 321 280  perf_event_open 298 241  userfaultfd 323 282
      add_key 248 217  request_key 249 218  keyctl 250 219
      open_by_handle_at 304 265  name_to_handle_at 303 264
      fanotify_init 300 262  fanotify_mark 301 263  lookup_dcookie 212 18
      init_module 175 105  finit_module 313 273  delete_module 176 106
      kexec_load 246 104  kexec_file_load 320 294  reboot 169 142
      acct 163 89  syslog 103 116  settimeofday 164 170  clock_settime 227 112
      clock_adjtime 305 266  adjtimex 159 171  sethostname 170 161  setdomainname 171 162
      vhangup 153 58  iopl 172 -  ioperm 173 -
      setuid 105 146  setgid 106 144  setreuid 113 145  setregid 114 143  setresuid 117 147
      setresgid 119 149  setfsuid 122 151  setfsgid 123 152  setgroups 116 159  capset 126 91
      shmget 29 194  shmat 30 196  semget 64 190  semop 65 193  semtimedop 220 192
      msgget 68 186  msgsnd 69 189  msgrcv 70 188  mq_open 240 180  mq_unlink 241 181
      creat 85 -  truncate 76 45  unlink 87 -  unlinkat 263 35  rmdir 84 -
      rename 82 -  renameat 264 38  renameat2 316 276  mkdir 83 -  mkdirat 258 34
      link 86 -  linkat 265 37  symlink 88 -  symlinkat 266 36  mknod 133 -  mknodat 259 33
      chmod 90 -  fchmod 91 52  fchmodat 268 53  fchmodat2 452 452
      chown 92 -  fchown 93 55  lchown 94 -  fchownat 260 54
      utime 132 -  utimes 235 -  futimesat 261 -  utimensat 280 88
      setxattr 188 5  lsetxattr 189 6  fsetxattr 190 7
      removexattr 197 14  lremovexattr 198 15  fremovexattr 199 16
      """;

  /**
   * What answers as if the kernel did not have it: the arguments are in memory, where a filter
   * can't look, and the C library does without.
   */
  private static final String MISSING =
      """
      clone3 435 435  openat2 437 437
      io_uring_setup 425 425  io_uring_enter 426 426  io_uring_register 427 427
      """;

  /** What is refused for some arguments only, and what is used here. */
  private static final String OTHERS =
      """
      open 2 -  openat 257 56  clone 56 220  tgkill 234 131  prlimit64 302 261
      ioctl 16 29  fcntl 72 25  close 3 57  prctl 157 167  capget 125 90  seccomp 317 277
      """;

  /** What a filter sees as the architecture ({@code AUDIT_ARCH_*}). */
  private final int audit;

  private final List<Integer> refused;
  private final List<Integer> missing;
  private final Map<String, Integer> numbers = new HashMap<>();

  private SystemCalls(int audit, int column) {
    this.audit = audit;
    refused = read(REFUSED, column);
    missing = read(MISSING, column);
    read(OTHERS, column);
  }

  /** Returns those of this machine; null where nobody has written them down. */
  static @Nullable SystemCalls ofThisMachine() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> x86();
      case "aarch64" -> arm();
      default -> null;
    };
  }

  static SystemCalls x86() {
    return new SystemCalls(0xC000003E, 1);
  }

  static SystemCalls arm() {
    return new SystemCalls(0xC00000B7, 2);
  }

  private List<Integer> read(String table, int column) {
    List<Integer> read = new ArrayList<>();
    StringTokenizer words = new StringTokenizer(table);
    while (words.hasMoreTokens()) {
      String name = words.nextToken();
      String[] row = {name, words.nextToken(), words.nextToken()};
      if (!row[column].equals("-")) {
        int number = Integer.parseInt(row[column]);
        numbers.put(name, number);
        read.add(number);
      }
    }
    return read;
  }

  int audit() {
    return audit;
  }

  /** Returns those a worker never needs. */
  List<Integer> refused() {
    return refused;
  }

  /** Returns those that are to look as if there were none. */
  List<Integer> missing() {
    return missing;
  }

  boolean has(String name) {
    return numbers.containsKey(name);
  }

  /** Returns the number of one that is in the tables. */
  int number(String name) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no system call " + name);
    }
    return number;
  }
}
