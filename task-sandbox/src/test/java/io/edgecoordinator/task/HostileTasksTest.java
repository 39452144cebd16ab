package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.TaskResult.Completed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks that do what they must not end with the right reason, the neighbour in their worker answers
 * as before, and nothing of them stays in the coordinator. With {@code -Dhostile.table} it prints
 * how long each took.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTasksTest {

  /** The machine may be busy; how long it takes on one that is not is measured by hand. */
  private static final Duration LATEST = Duration.ofSeconds(10);

  /** What the coordinator may hold more than before: the code of the tasks, and chance. */
  private static final long MORE_HEAP = 24 << 20;

  /** Threads that belong to workers which come and go. */
  private static final int MORE_THREADS = 4;

  private static final String NEIGHBOUR =
      """
      const { stringify } = JSON;
      let calls = 0;
      export function handler(event) {
        const strange = [];
        for (const key in {}) strange.push(key);
        for (const key in []) strange.push(key);
        if (JSON.stringify !== stringify || 'polluted' in globalThis) strange.push('global');
        return { event, strange, calls: ++calls };
      }
      """;

  private final List<String> table = new ArrayList<>();
  private Sandbox sandbox;
  private long heapBefore;
  private int threadsBefore;

  @BeforeAll
  void start() {
    sandbox = new Sandbox();
    List<TaskDefinition> all = new ArrayList<>();
    all.add(Sandbox.withTimeout(Sandbox.js("neighbour", NEIGHBOUR), HostileTask.LONG));
    tasks().filter(task -> !task.isLoadedNever()).forEach(task -> all.add(task.definition()));
    sandbox.deploy(all.toArray(TaskDefinition[]::new));
    sandbox.call("neighbour", "1");
    heapBefore = heap();
    threadsBefore = threads();
  }

  @AfterAll
  void leavesTheCoordinatorAsItWas() {
    if (System.getProperty("hostile.table") != null) {
      table.forEach(System.out::println);
    }
    try (Sandbox closed = sandbox) {
      assertThat(heap()).isLessThan(heapBefore + MORE_HEAP);
      assertThat(threads()).isLessThanOrEqualTo(threadsBefore + MORE_THREADS);
      assertThat(closed.events).isEmpty();
    }
  }

  /**
   * Returns how many threads there are, but for those of pools that grow to a size of their own.
   */
  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("vert.x-"))
            .count();
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  static Stream<HostileTask> tasks() {
    return Stream.of(TaskRuntime.values()).flatMap(runtime -> HostileTask.of(runtime).stream());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void endsForTheRightReasonAndTheNeighbourGoesOn(HostileTask task) {
    if (task.isLoadedNever()) {
      String fault = sandbox.faultOf(task.definition()).message();
      assertThat(fault).contains(task.says()).hasSizeLessThan(5_000);
    } else {
      calls(task);
    }
    TaskResult answer = sandbox.call("neighbour", "\"hello\"");
    assertThat(answer).isInstanceOf(Completed.class);
    assertThat(((Completed) answer).returned().text())
        .startsWith("{\"event\":\"hello\",\"strange\":[],");
  }

  private void calls(HostileTask task) {
    long start = System.nanoTime();
    TaskResult result = sandbox.call(task.name(), "{}");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    table.add(
        String.format(
            Locale.ROOT,
            "%-45s %6d ms of %6d  %-17s %.100s",
            task,
            took.toMillis(),
            task.definition().limits().timeout().toMillis(),
            HostileTask.reason(result),
            HostileTask.message(result)));
    assertThat(HostileTask.reason(result)).isIn(task.expected());
    assertThat(HostileTask.message(result)).contains(task.says()).hasSizeLessThan(5_000);
    assertThat(took).isLessThan(LATEST.plus(task.definition().limits().timeout()));
  }
}
