package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.TaskResult.Completed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks of one language that do what they must not end with the right reason, the neighbour in
 * their worker answers as before, and nothing of them stays in the coordinator. With {@code
 * -Dhostile.table} it prints how long each took.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostileTasks {

  /** The machine may be busy; how long it takes on one that is not is measured by hand. */
  private static final Duration LATEST = Duration.ofSeconds(10);

  /** What the coordinator may hold more than before: the code of the tasks, and chance. */
  private static final long MORE_HEAP = 24 << 20;

  /** Threads that belong to workers which come and go. */
  private static final int MORE_THREADS = 4;

  private final TaskRuntime runtime;
  private final TaskDefinition neighbour;
  private final String answer;
  private final List<String> table = new ArrayList<>();
  private Sandbox sandbox;
  private long heapBefore;
  private int threadsBefore;

  /**
   * Creates the suite of a language.
   *
   * @param neighbour a task that says whether anything is not as it was
   * @param answer how its answer to {@code "hello"} begins if all is
   */
  HostileTasks(TaskRuntime runtime, TaskDefinition neighbour, String answer) {
    this.runtime = runtime;
    this.neighbour = Sandbox.withTimeout(neighbour, HostileTask.LONG);
    this.answer = answer;
  }

  @BeforeAll
  void start() {
    sandbox = new Sandbox();
    sandbox.deploy(neighbour);
    sandbox.call(neighbour.name(), "1");
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

  List<HostileTask> tasks() {
    return HostileTask.of(runtime);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void endsForTheRightReasonAndTheNeighbourGoesOn(HostileTask task) {
    if (task.isLoadedNever()) {
      String fault = sandbox.faultOf(task.definition()).message();
      assertThat(fault).contains(task.says()).hasSizeLessThan(5_000);
    } else {
      sandbox.deploy(task.definition());
      calls(task);
      sandbox.remove(task.name());
    }
    TaskResult result = sandbox.call(neighbour.name(), "\"hello\"");
    assertThat(result).isInstanceOf(Completed.class);
    assertThat(((Completed) result).returned().text()).startsWith(answer);
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
