package io.edgecoordinator.task.containment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process in a cell. It does what its argument says. */
public final class CellGuest {

  private CellGuest() {}

  /** The argument: {@code look}, {@code sleep}, {@code fill} its memory, {@code multiply}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println("ready");
    switch (arguments[0]) {
      case "look" -> look();
      case "sleep" -> Thread.sleep(60_000);
      case "fill" -> fill();
      case "multiply" -> multiply();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void look() throws IOException {
    try (Stream<String> devices = Files.lines(Path.of("/proc/net/dev"))) {
      System.out.println(
          "devices "
              + devices
                  .filter(line -> line.contains(":"))
                  .map(line -> line.substring(0, line.indexOf(':')).trim())
                  .toList());
    }
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      System.out.println(
          "processes "
              + entries.filter(path -> path.getFileName().toString().matches("\\d+")).count());
    }
    System.out.println("passwords " + Files.exists(Path.of("/etc/passwd")));
    System.out.println("writable " + Files.isWritable(Path.of(System.getProperty("java.home"))));
  }

  private static void fill() {
    List<ByteBuffer> all = new ArrayList<>();
    for (int megabytes = 0; megabytes < 512; megabytes++) {
      ByteBuffer part = ByteBuffer.allocateDirect(1 << 20);
      for (int at = 0; at < part.capacity(); at += 4096) {
        part.put(at, (byte) 1);
      }
      all.add(part);
    }
    System.out.println("filled " + all.size());
  }

  private static void multiply() throws InterruptedException {
    int threads = 0;
    try {
      for (; threads < 300; threads++) {
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
      }
    } catch (OutOfMemoryError noThread) {
      System.out.println("bounded");
    }
    System.out.println("threads " + threads);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
