package io.edgecoordinator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.bundle.SigningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a box at every step of a deployment: after each state that is on disk, after each change
 * that is not, between the blocks of a bundle, and at random moments, also twice. After the next
 * start there is always an end, and either the old version whole or the new one whole: a row and a
 * task stamp what they make with their version. {@code -Ddeployment.crash.kills=N} for more kills,
 * {@code -Ddeployment.crash.seed=N} for the same choices again.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class DeploymentCrashTest {

  private static final int KILLS = Integer.getInteger("deployment.crash.kills", 4);
  private static final long SEED = Long.getLong("deployment.crash.seed", System.nanoTime());

  /** States of a deployment that goes well, changes of the records, blocks of the archive. */
  private static final int STATES = 6;

  private static final int CHANGES = 8;
  private static final int BLOCKS = 6;

  private static final int LONGEST_MILLIS = 6_000;

  private final Random random = new Random(SEED);
  @TempDir private Path folder;
  private int inForce;
  private int kills;
  private int looks;
  private int healthy;

  /** What is counted, and the number at which the box ends itself. */
  private record Moment(String what, int number) {}

  @BeforeEach
  void writeKey() throws IOException {
    Files.writeString(folder.resolve("ops.key"), SigningKey.generate().privateText());
  }

  @Test
  void anyVersionIsWholeHoweverOftenItIsKilled() throws Exception {
    System.out.println("deployment.crash.seed=" + SEED);
    List<Moment> moments = moments();
    int version = 0;
    while (kills < KILLS || healthy == 0) {
      Moment moment = moments.get(version % moments.size());
      run(version, version + 1, moment);
      version++;
      if (random.nextInt(4) == 0) {
        run(version, 0, random());
      }
    }
    run(version, 0, new Moment("nothing", 0));
    System.out.println(
        version + " versions, " + kills + " kills, " + looks + " looks, " + healthy + " healthy");
  }

  /** Returns each step in random order, and as many random moments among them. */
  private List<Moment> moments() {
    List<Moment> all = new ArrayList<>();
    for (int number = 1; number <= STATES; number++) {
      all.add(new Moment("states", number));
    }
    for (int number = 1; number <= CHANGES; number++) {
      all.add(new Moment("changes", number));
    }
    for (int number = 1; number <= BLOCKS; number++) {
      all.add(new Moment("blocks", number));
    }
    for (int i = all.size(); i > 0; i--) {
      all.add(random());
    }
    java.util.Collections.shuffle(all, random);
    return all;
  }

  private Moment random() {
    return new Moment("random", random.nextInt(LONGEST_MILLIS));
  }

  private void run(int latest, int next, Moment moment) throws Exception {
    Path log = folder.resolve("log");
    Process process = start(latest, next, moment, log);
    try {
      boolean checked = latest == 0;
      BufferedReader out = process.inputReader();
      @Nullable Thread killer = null;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if ((line.equals("READY") && next == 0) || (line.startsWith("CHECK") && killer == null)) {
          killer = killer(process, moment);
        }
        if (line.startsWith("CHECK")) {
          System.out.println(moment + " " + line);
          check(line, checked ? next : latest);
          checked = true;
        }
      }
      process.waitFor();
      kills += process.exitValue() == 0 ? 0 : 1;
      // With nothing to begin it may be killed before it has checked; the next one does.
      assertThat(checked || next == 0)
          .as(() -> latest + " came to no end, at " + moment + ":\n" + text(log))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static @Nullable Thread killer(Process process, Moment moment) {
    return moment.what().equals("random")
        ? Thread.ofVirtual()
            .start(() -> {
              try {
                if (!process.waitFor(moment.number(), TimeUnit.MILLISECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            })
        : null;
  }

  private void check(String line, int version) {
    String[] words = line.split(" ", 5);
    looks++;
    DeploymentState state = DeploymentState.of(words[2]);
    assertThat(words[1]).isEqualTo("d-" + version);
    assertThat(state).as(line).isIn(DeploymentState.HEALTHY, DeploymentState.ROLLED_BACK);
    assertThat(BoxProcess.fails(version) && state == DeploymentState.HEALTHY).as(line).isFalse();
    if (state == DeploymentState.HEALTHY) {
      healthy++;
      inForce = version;
    }
    assertThat(words[3]).as(line).isEqualTo(inForce == 0 ? "" : "tea-" + inForce);
    assertThat(words[4])
        .as(line)
        .isEqualTo(inForce == 0 ? "none" : "{\"row\":%d,\"task\":%d}".formatted(inForce, inForce));
  }

  private Process start(int latest, int next, Moment moment, Path log) throws IOException {
    boolean isCounted = !moment.what().equals("random");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx192m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            BoxProcess.class.getName(),
            folder.toString(),
            String.valueOf(latest),
            String.valueOf(next),
            isCounted ? moment.what() : "nothing",
            String.valueOf(isCounted ? moment.number() : 0))
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static String text(Path log) {
    try {
      String all = Files.readString(log);
      return all.substring(Math.max(0, all.length() - 4_000));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
