package io.edgecoordinator.task.worker;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * The little of WASI (wasi_snapshot_preview1) that compilers put into a module whether it asks for
 * it or not: what is printed goes to the task's log, there are clocks, random numbers and an exit.
 * There are no files, arguments or variables; all else answers that it is not there.
 */
final class WasmSystem {

  static final String MODULE = "wasi_snapshot_preview1";

  private static final int SUCCESS = 0;
  private static final int BAD_DESCRIPTOR = 8;
  private static final int NOT_THERE = 52;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int REALTIME = 0;
  private static final int MAX_RANDOM = 1 << 16;

  /** Pieces, and bytes, that one {@code fd_write} takes; whoever wants more calls it again. */
  private static final int MAX_PIECES = 1 << 10;

  private static final int MAX_WRITE = 1 << 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final List<String> ABSENT =
      List.of(
              "fd_advise fd_allocate fd_datasync fd_fdstat_set_flags fd_fdstat_set_rights"
                  + " fd_filestat_get fd_filestat_set_size fd_filestat_set_times fd_pread fd_pwrite"
                  + " fd_readdir fd_renumber fd_sync fd_tell path_create_directory path_filestat_get"
                  + " path_filestat_set_times path_link path_open path_readlink path_remove_directory"
                  + " path_rename path_symlink path_unlink_file poll_oneoff proc_raise sched_yield"
                  + " sock_accept sock_recv sock_send sock_shutdown")
          .stream()
          .flatMap(names -> List.of(names.split(" ")).stream())
          .toList();

  /** The module has called {@code proc_exit}. */
  static final class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExitException(int status) {
      super("the module ended the program, with status " + status, null, false, false);
    }
  }

  private final WasmGuest guest;
  private final Host host;
  private final Map<String, Object> members = new HashMap<>();

  private WasmSystem(WasmGuest guest, Host host) {
    this.guest = guest;
    this.host = host;
  }

  static ProxyObject of(WasmGuest guest, Host host) {
    WasmSystem system = new WasmSystem(guest, host);
    ABSENT.forEach(name -> system.add(name, _ -> NOT_THERE));
    system.addDescriptors();
    system.addProcess();
    return ProxyObject.fromMap(system.members);
  }

  private void add(String name, ProxyExecutable member) {
    members.put(name, member);
  }

  private void addDescriptors() {
    add("fd_write", this::write);
    for (String name : List.of("fd_read", "fd_close", "fd_seek")) {
      add(name, _ -> BAD_DESCRIPTOR);
    }
    add("fd_prestat_get", _ -> BAD_DESCRIPTOR);
    add("fd_prestat_dir_name", _ -> BAD_DESCRIPTOR);
    add(
        "fd_fdstat_get",
        a -> {
          if (a[0].asInt() > STDERR) {
            return BAD_DESCRIPTOR;
          }
          // A character device that may be written to.
          long address = WasmMemory.unsigned(a[1]);
          guest.memory().writeLong(address, 2);
          guest.memory().writeLong(address + 8, 1 << 6);
          guest.memory().writeLong(address + 16, 0);
          return SUCCESS;
        });
  }

  private int write(Value... a) {
    if (a[0].asInt() != STDOUT && a[0].asInt() != STDERR) {
      return BAD_DESCRIPTOR;
    }
    WasmMemory memory = guest.memory();
    long vector = WasmMemory.unsigned(a[1]);
    StringBuilder text = new StringBuilder();
    int total = 0;
    long pieces = Math.min(WasmMemory.unsigned(a[2]), MAX_PIECES);
    for (int i = 0; i < pieces && total < MAX_WRITE; i++, vector += 8) {
      byte[] bytes =
          memory.read(
              Integer.toUnsignedLong(memory.readInt(vector)),
              Math.min(
                  Integer.toUnsignedLong(memory.readInt(vector + 4)), MAX_WRITE - (long) total));
      text.append(new String(bytes, StandardCharsets.UTF_8));
      total += bytes.length;
    }
    memory.writeInt(WasmMemory.unsigned(a[3]), total);
    int level = a[0].asInt() == STDOUT ? TaskLog.INFO : TaskLog.WARN;
    text.toString().lines().filter(line -> !line.isEmpty()).forEach(line -> host.log(level, line));
    return SUCCESS;
  }

  private void addProcess() {
    add(
        "proc_exit",
        a -> {
          throw new ExitException(a[0].asInt());
        });
    add(
        "clock_time_get",
        a -> {
          long now =
              a[0].asInt() == REALTIME ? System.currentTimeMillis() * 1_000_000 : System.nanoTime();
          guest.memory().writeLong(WasmMemory.unsigned(a[2]), now);
          return SUCCESS;
        });
    add(
        "clock_res_get",
        a -> {
          guest.memory().writeLong(WasmMemory.unsigned(a[1]), 1_000_000);
          return SUCCESS;
        });
    add(
        "random_get",
        a -> {
          byte[] bytes = new byte[Math.clamp(a[1].asInt(), 0, MAX_RANDOM)];
          RANDOM.nextBytes(bytes);
          guest.memory().write(WasmMemory.unsigned(a[0]), bytes);
          return bytes.length == a[1].asInt() ? SUCCESS : NOT_THERE;
        });
    for (String name : List.of("args_sizes_get", "environ_sizes_get")) {
      add(
          name,
          a -> {
            guest.memory().writeInt(WasmMemory.unsigned(a[0]), 0);
            guest.memory().writeInt(WasmMemory.unsigned(a[1]), 0);
            return SUCCESS;
          });
    }
    add("args_get", _ -> SUCCESS);
    add("environ_get", _ -> SUCCESS);
  }
}
