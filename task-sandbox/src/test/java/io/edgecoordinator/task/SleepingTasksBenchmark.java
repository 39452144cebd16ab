package io.edgecoordinator.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What 1,000 tasks cost that are deployed and sleep, in all processes together. Run by hand, with
 * the options of the JVM that the launcher {@code coordinator} gives it: one task is deployed and
 * called, so that languages are loaded and the heaps have grown to what they need; then a bundle of
 * 1,000 tasks with a file each. Resident memory is VmRSS of proc(5), that of this process after a
 * collection. On a busy machine it differs by 10 kB a task from run to run. Last, what the first
 * call of a task takes that needs its environment again.
 */
final class SleepingTasksBenchmark {

  private static final int TASKS = 1_000;
  private static final int FIRST_CALLS = 101;
  private static final String SOURCE =
      """
      const seen = new Map();
      export async function handler(event, context) {
        const n = (seen.get(context.device) ?? 0) + 1;
        seen.set(context.device, n);
        if (event.celsius > Number(context.environment.LIMIT)) {
          context.publish('out/' + %d, { n, celsius: event.celsius });
        }
        return { n };
      }
      """;

  private SleepingTasksBenchmark() {}

  /** Runs it; no arguments. */
  public static void main(String[] arguments) throws Exception {
    try (Sandbox sandbox = new Sandbox(ResourceLimits.DEFAULT.withoutSpares())) {
      sandbox.deploy(Sandbox.js("first", SOURCE.formatted(0)));
      for (int i = 0; i < 2_000; i++) {
        sandbox.call("first", "{\"celsius\": 30}");
      }
      long before = print(sandbox, "one task");
      Map<String, String> files = new HashMap<>();
      for (int i = 0; i < TASKS; i++) {
        files.put("task-" + i + ".js", SOURCE.formatted(i));
      }
      BundleFiles bundle = Sandbox.js("task-0", files).files();
      List<TaskDefinition> tasks = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        tasks.add(withFiles(Sandbox.js("task-" + i, Map.of()), bundle));
      }
      long start = System.nanoTime();
      sandbox.deploy(tasks.toArray(TaskDefinition[]::new));
      System.out.printf("loaded in %d ms%n", (System.nanoTime() - start) / 1_000_000);
      long after = print(sandbox, TASKS + " tasks more");
      System.out.printf("%d bytes a task%n", (after - before) / TASKS);
      System.out.printf("first call: %d us (median)%n", firstCallMicros(sandbox));
    }
  }

  /** Calls tasks whose environments were ended, and need one again. */
  private static long firstCallMicros(Sandbox sandbox) {
    long[] micros = new long[FIRST_CALLS];
    for (int i = 0; i < FIRST_CALLS; i++) {
      long start = System.nanoTime();
      sandbox.call("task-" + i, "{\"celsius\": 30}");
      micros[i] = (System.nanoTime() - start) / 1_000;
    }
    Arrays.sort(micros);
    return micros[FIRST_CALLS / 2];
  }

  private static TaskDefinition withFiles(TaskDefinition task, BundleFiles files) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        task.runtime(),
        task.handler(),
        task.limits(),
        task.priority(),
        task.ordered(),
        task.placement(),
        task.environment(),
        task.permissions(),
        files);
  }

  private static long print(Sandbox sandbox, String when) throws IOException {
    System.gc();
    long sum = resident(ProcessHandle.current().pid());
    StringBuilder line = new StringBuilder(when + ": coordinator " + (sum >> 10) + " kB");
    for (WorkerStatus worker : sandbox.workers()) {
      long bytes = resident(worker.pid());
      sum += bytes;
      line.append(", ").append(worker.use()).append(' ').append(bytes >> 10).append(" kB ");
      line.append(worker.environments());
    }
    System.out.println(line);
    return sum;
  }

  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no VmRSS");
  }
}
