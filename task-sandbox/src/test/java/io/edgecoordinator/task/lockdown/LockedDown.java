package io.edgecoordinator.task.lockdown;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process of its own that locks itself down and then tries what it was told to; prints a line for
 * each attempt.
 */
public final class LockedDown {

  /** A file whose class is loaded after the fact. */
  private static final class LoadedLate {
    static String speak() {
      return "a class";
    }
  }

  private LockedDown() {}

  /** To be run in a folder with a {@code file} and a {@code socket}; no arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of("").toAbsolutePath();
    Path socket = Path.of("socket");
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    try (SocketChannel open = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        ExecutorService before = Executors.newSingleThreadExecutor()) {
      // Its thread is there before, as those of the JVM are.
      attempt("earlier thread", before.submit(() -> "is there"));
      Lockdown.prepare().enforce().forEach(missing -> System.out.println("missing: " + missing));
      attempt(
          "network",
          () -> SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
      attempt("datagrams", () -> DatagramChannel.open(StandardProtocolFamily.INET));
      attempt("local socket", () -> SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      attempt("process", () -> new ProcessBuilder("/bin/true").start());
      attempt("kill", () -> answer("kill", parent, 0));
      attempt("write", () -> Files.writeString(folder.resolve("new"), "text"));
      attempt("append", appends(folder));
      attempt(
          "delete",
          () -> {
            Files.delete(folder.resolve("file"));
            return "deleted";
          });
      attempt("read", () -> Files.readString(folder.resolve("file")));
      attempt("write earlier", before.submit(appends(folder)));
      attempt("process earlier", before.submit(() -> new ProcessBuilder("/bin/true").start()));
      attempt("class", LoadedLate::speak);
      attempt("open socket", () -> open.write(ByteBuffer.wrap(new byte[] {1})));
      attempt("thread", LockedDown::inThread);
      attempt("random", () -> Files.newInputStream(Path.of("/dev/urandom")).read() >= 0);
      attempt("namespace", () -> answer("unshare", 0x10000000));
      attempt("ptrace", () -> answer("ptrace", 0));
      attempt("io_uring", () -> answer("io_uring_setup", 1));
    }
  }

  private static Callable<Path> appends(Path folder) {
    return () -> Files.writeString(folder.resolve("file"), "more", StandardOpenOption.APPEND);
  }

  private static String answer(String call, long... arguments) throws IOException {
    SystemCalls calls = Objects.requireNonNull(SystemCalls.ofThisMachine());
    long answer = Kernel.call(calls.number(call), arguments);
    if (answer < 0) {
      throw new IOException("error " + -answer);
    }
    return "done";
  }

  private static String inThread() throws InterruptedException {
    StringBuilder said = new StringBuilder();
    Thread thread = Thread.ofPlatform().start(() -> said.append("another thread"));
    thread.join();
    return said.toString();
  }

  private static void attempt(String what, Future<?> attempt) throws InterruptedException {
    try {
      System.out.println(what + ": could: " + attempt.get());
    } catch (ExecutionException refused) {
      System.out.println(what + ": refused: " + refused.getCause());
    }
  }

  private static void attempt(String what, Callable<?> attempt) {
    try {
      System.out.println(what + ": could: " + attempt.call());
    } catch (Exception refused) {
      System.out.println(what + ": refused: " + refused);
    }
  }
}
