package io.edgecoordinator.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An independent broker that speaks MQTT 5, in a process of its own on a free port. It has nothing
 * of this project in it, and its libraries get in nobody's way.
 */
public final class BrokerProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one, and waits until it takes connections.
   *
   * @param folder for its files; what it logs is in {@code log} there
   */
  public static BrokerProcess start(Path folder) throws IOException {
    Files.createDirectories(folder);
    int port = freePort();
    Path log = folder.resolve("log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            HiveMq.class.getName(),
            folder.toString(),
            Integer.toString(port));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("READY")) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return new BrokerProcess(process, port);
      }
    }
    process.destroyForcibly();
    throw new AssertionError("the broker did not start:\n" + Files.readString(log));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Returns where it listens on loopback. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
