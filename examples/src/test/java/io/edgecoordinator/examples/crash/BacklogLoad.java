package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A device is away while very many messages for it come in; then it returns. Run by hand:
 *
 * <pre>
 * java -cp TEST-CLASS-PATH [-Dcoordinator.home=DIST] \
 *   io.edgecoordinator.examples.crash.BacklogLoad DATA-FOLDER [MESSAGES [RESTARTS]]
 * </pre>
 *
 * <p>Prints the coordinator's memory and the size of its files before, meanwhile and after, how
 * long it took, and how long each of a number of restarts with the backlog takes, by SIGKILL and by
 * SIGTERM in turn.
 */
public final class BacklogLoad {

  private static final int WINDOW = 500;
  private static final String FILLER = "x".repeat(180);

  private final Path data;
  private final Path log;
  private final Footprint footprint;
  private final int messages;

  private BacklogLoad(Path data, int messages) {
    this.data = data;
    this.log = data.resolveSibling(data.getFileName() + ".log");
    this.footprint = new Footprint(data);
    this.messages = messages;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int messages = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    int restarts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    new BacklogLoad(Path.of(arguments[0]), messages).run(restarts);
  }

  private void run(int restarts) throws Exception {
    Away device = new Away(messages);
    try (CoordinatorProcess coordinator = start()) {
      int port = coordinator.awaitReady();
      device.connect(port);
      device.counted.acquire();
      device.disconnect();
      device.awaitEnd();
      footprint.show("empty", coordinator);
      Filling.run(messages, port, when -> footprint.show(when, coordinator));
      coordinator.kill();
    }
    restart(restarts);
    try (CoordinatorProcess coordinator = start()) {
      int port = coordinator.awaitReady();
      footprint.show("back", coordinator);
      long begin = System.nanoTime();
      device.connect(port);
      for (int tenth = 1; tenth <= 10; tenth++) {
        device.counted.acquire(messages / 10);
        footprint.show("drained %d0 %%".formatted(tenth), coordinator);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("drained in %.1f s, %.0f/s%n", seconds, messages / seconds);
      System.out.printf("out of order %d, twice %d%n", device.outOfOrder, device.twice);
      for (int second = 0; second < 30 && footprint.bytes() > 4 << 20; second++) {
        coordinator.awaitEnd(1_000);
      }
      footprint.show("after", coordinator);
      device.disconnect();
      device.awaitEnd();
      coordinator.stop();
    }
    System.out.printf("stopped: %,d KiB on disk%n", footprint.bytes() >> 10);
    System.out.println(Files.readString(log));
  }

  private CoordinatorProcess start() throws IOException {
    return CoordinatorProcess.start(data, log);
  }

  private void restart(int restarts) throws Exception {
    StringBuilder millis = new StringBuilder();
    for (int i = 0; i < restarts; i++) {
      long begin = System.nanoTime();
      try (CoordinatorProcess coordinator = start()) {
        coordinator.awaitReady();
        millis.append(' ').append(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        if (i % 2 == 0) {
          coordinator.kill();
        } else {
          coordinator.stop();
        }
      }
    }
    System.out.println("READY after ms:" + millis);
  }

  /** Publishes a number of messages at QoS 1. */
  static final class Filling extends WireDevice {
    private final int messages;
    private final Semaphore acknowledged = new Semaphore(0);
    private int sent;

    private Filling(int messages) {
      super("filling", 5, false);
      this.messages = messages;
    }

    /**
     * Publishes them all, and prints how long it took.
     *
     * @param progress told ten times
     */
    static void run(int messages, int port, Consumer<String> progress) throws Exception {
      long begin = System.nanoTime();
      Filling publisher = new Filling(messages);
      publisher.connect(port);
      for (int tenth = 1; tenth <= 10; tenth++) {
        publisher.acknowledged.acquire(messages / 10);
        progress.accept("filled %d0 %%".formatted(tenth));
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("filled in %.1f s, %.0f/s%n", seconds, messages / seconds);
      publisher.disconnect();
      publisher.awaitEnd();
    }

    @Override
    void resumed() throws IOException {
      while (sent < WINDOW) {
        next();
      }
    }

    private void next() throws IOException {
      if (sent < messages) {
        publish(1, 0, sent % 0xFFFF + 1, "backlog/1", sent + " " + FILLER);
        sent++;
      }
    }

    @Override
    void answered(int type, int packetId, int reason) throws IOException {
      if (reason >= 0x80) {
        throw new AssertionError("refused for reason " + reason);
      }
      acknowledged.release();
      next();
    }
  }

  /** Takes them when it is back. */
  private static final class Away extends WireDevice {
    private final Semaphore counted = new Semaphore(0);
    private final int messages;
    private int next;
    private int outOfOrder;
    private int twice;

    Away(int messages) {
      super("away", 5, true);
      this.messages = messages;
    }

    @Override
    void resumed() throws IOException {
      if (counted.availablePermits() == 0 && next == 0) {
        subscribe("backlog/#", 1);
      }
    }

    @Override
    void subscribed() {
      if (next == 0) {
        counted.release();
      }
    }

    @Override
    void received(int qos, int packetId, String topic, String payload) throws IOException {
      int number = Integer.parseInt(payload, 0, payload.indexOf(' '), 10);
      if (number < next) {
        twice++;
      } else if (number > next || number >= messages) {
        outOfOrder++;
      } else {
        next++;
        counted.release();
      }
      answer(PUBACK, packetId);
    }

    @Override
    void answered(int type, int packetId, int reason) {
      throw new AssertionError("answer of type " + type);
    }
  }
}
