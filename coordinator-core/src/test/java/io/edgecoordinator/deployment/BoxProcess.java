package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.SigningKey;
import io.edgecoordinator.deployment.TestBundle.Announced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A box in a process of its own that ends at a chosen moment. First it sees the latest deployment
 * to its end and prints {@code CHECK ID STATE VERSION RESULT}, then it begins another and prints
 * that one's {@code CHECK}, if it comes to that.
 *
 * <p>Versions are numbers; every fourth one's task fails.
 */
final class BoxProcess {

  private static final String TOPIC = "in";
  private static final String RESULT = "tasks/tea-work/result";

  private BoxProcess() {}

  /** How a process ends itself: as if it were killed, without any of its hooks. */
  private static Runnable haltAt(int number) {
    AtomicInteger left = new AtomicInteger(number);
    return () -> {
      if (left.decrementAndGet() == 0) {
        Runtime.getRuntime().halt(137);
      }
    };
  }

  /**
   * Runs a box.
   *
   * @param args folder, latest version (0 for none), version to deploy then (0 for none), what to
   *     count ({@code states}, {@code changes}, {@code blocks} or {@code nothing}), and the number
   *     at which it ends
   */
  public static void main(String... args) throws Exception {
    Path folder = Path.of(args[0]);
    int latest = Integer.parseInt(args[1]);
    int next = Integer.parseInt(args[2]);
    Runnable halt = haltAt(Integer.parseInt(args[4]));
    boolean[] counting = {false};
    Runnable counted =
        () -> {
          if (counting[0]) {
            halt.run();
          }
        };

    Box.Options options = new Box.Options();
    options.key = SigningKey.read(folder.resolve("ops.key"));
    Cloud cloud = new Cloud();
    cloud.eachBlock = args[3].equals("blocks") ? counted : () -> {};
    if (args[3].equals("changes")) {
      options.between = store -> new HaltingStore(store, counted);
    }
    Announced before = latest == 0 ? null : bundle(latest, folder, options.key);
    if (before != null) {
      cloud.hold(before);
    }
    Box box = new Box(folder, cloud, options);
    if (args[3].equals("states")) {
      box.get(() -> {
        box.deployments.listen(_ -> counted.run());
        return null;
      });
    }
    System.out.println("READY");
    if (before != null) {
      box.desire(before); // it is retained
      check(box, latest);
    }
    counting[0] = true;
    if (next != 0) {
      box.desire(bundle(next, folder, options.key));
      check(box, next);
    }
    Runtime.getRuntime().halt(0);
  }

  private static void check(Box box, int version) throws Exception {
    String id = "d-" + version;
    while (!box.get(() -> box.deployments.find(id)).orElseThrow().state().isTerminal()) {
      box.result(TOPIC, RESULT, Duration.ofMillis(200)); // so that health has something to judge
    }
    Deployment deployment = box.ended(id);
    String inForce = String.join(",", box.inForce()).replace(' ', '-');
    String result =
        box.inForce().isEmpty() ? "none" : box.result(TOPIC, RESULT, Duration.ofMinutes(2));
    System.out.println(
        "CHECK %s %s %s %s"
            .formatted(
                id,
                deployment.state(),
                inForce,
                String.valueOf(result).replaceAll("\"probe\":[0-9]+,", "")));
  }

  static Announced bundle(int version, Path folder, SigningKey key) throws Exception {
    String body =
        fails(version)
            ? "throw new Error('broken');"
            : "return {probe: event.probe, row: event.row, task: %d};".formatted(version);
    Path work = Files.createTempDirectory(folder, "work");
    return new TestBundle("tea", String.valueOf(version))
        .with("health: {hold: 1s}")
        .with(
            "flows: [{id: row, from: any, topic: in, transform: '{\"probe\": event.probe, \"row\": %d}', to: [task: tea-work]}]"
                .formatted(version))
        .withTask(body)
        .announced("d-" + version, work, key);
  }

  static boolean fails(int version) {
    return version % 4 == 0;
  }
}
