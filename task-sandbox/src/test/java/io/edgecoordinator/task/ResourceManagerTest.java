package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.ExecutionEnvironment.State;
import io.edgecoordinator.task.TaskResult.Completed;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResourceManagerTest {

  private static final long MIB = 1L << 20;
  private static final String ECHO = "export const handler = (event) => event;";

  private static final String COUNT =
      "let calls = 0; export const handler = () => ({ calls: ++calls });";

  /** Runs for the milliseconds of its event, and says how many steps that were. */
  private static final String BUSY =
      "export function handler(e) {"
          + " let steps = 0; for (let i = 0; i < e.loops; i++) { steps += i % 3; }"
          + " return steps; }";

  private static final Placement OWN = new Placement(Isolation.PROCESS, false, false);
  private static final Placement PINNED = new Placement(Isolation.SHARED, true, false);
  private static final Placement INSIDE = new Placement(Isolation.CONTEXT, false, false);

  private static ResourceLimits budget(int workers, long mebibytes, String... inProcess) {
    return ResourceLimits.DEFAULT.withBudget(
        new ResourceBudget(workers, mebibytes * MIB, Set.of(inProcess)));
  }

  private static TaskDefinition own(String name, String source) {
    return Sandbox.withTimeout(Sandbox.js(name, source).placed(OWN), Duration.ofSeconds(10));
  }

  private static TaskDefinition patient(String name) {
    return Sandbox.withTimeout(Sandbox.js(name, ECHO), Duration.ofSeconds(10));
  }

  private static String returned(TaskResult result) {
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  @Test
  void moreWorkersThanThereMayBeTakeTurns() {
    try (Sandbox sandbox = new Sandbox(budget(1, 512))) {
      sandbox.deploy(own("one", ECHO), own("two", ECHO));
      for (String task : List.of("one", "two")) {
        assertThat(returned(sandbox.call(task, "7"))).isEqualTo("7");
        assertThat(sandbox.workers())
            .filteredOn(worker -> worker.use().startsWith("task") && worker.pid() != 0)
            .hasSize(1);
      }
      assertThat(sandbox.counters().workersEndedForRoom()).isPositive();
    }
  }

  @Test
  void tasksOfDifferentSignersNeverShareAWorker() {
    try (Sandbox sandbox = new Sandbox(budget(3, 1_024))) {
      sandbox.deploy(
          patient("one").signedBy("a1"),
          patient("another").signedBy("a1"),
          patient("other").signedBy("b2"),
          patient("unsigned"));
      for (String task : List.of("one", "another", "other", "unsigned")) {
        assertThat(returned(sandbox.call(task, "7"))).isEqualTo("7");
      }
      assertThat(sandbox.workers())
          .filteredOn(worker -> worker.environments().values().stream().anyMatch(n -> n > 0))
          .extracting(WorkerStatus::use)
          .containsExactlyInAnyOrder("js of a1", "js of b2", "js");
      assertThat(sandbox.workers()).extracting(WorkerStatus::pid).doesNotHaveDuplicates();
    }
  }

  @Test
  void aTaskThatHasAnotherSignerNowGetsAnotherWorker() {
    try (Sandbox sandbox = new Sandbox(budget(2, 512))) {
      sandbox.deploy(Sandbox.js("task", COUNT).signedBy("a1"));
      assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("{\"calls\":1}");
      sandbox.deploy(Sandbox.js("task", COUNT).signedBy("b2"));
      assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("{\"calls\":1}");
      assertThat(sandbox.workers()).extracting(WorkerStatus::use).contains("js of b2");
    }
  }

  @Test
  void whoWaitsForRoomSaysForWhat() throws Exception {
    try (Sandbox sandbox = new Sandbox(budget(1, 512))) {
      TaskDefinition busy = Sandbox.withTimeout(own("busy", BUSY), Duration.ofSeconds(20));
      sandbox.deploy(busy);
      Future<TaskResult> running = sandbox.callLater("busy", "{\"loops\": 3000000}");
      sandbox.await(() -> sandbox.statusNow("busy").underWay() == 1);
      sandbox.deployWithoutWaiting(busy, own("late", ECHO));
      sandbox.await(() ->
          "a worker: 1 in use of 1".equals(sandbox.statusNow("late").environments().waitsFor()));
      assertThat(returned(sandbox.call("late", "7"))).isEqualTo("7");
      assertThat(running.await(30, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
      assertThat(sandbox.status("late").environments().waitsFor()).isNull();
      assertThat(sandbox.counters().waited()).isPositive();
    }
  }

  @Test
  void whatCanNeverFitIsRefusedWhenItIsLoaded() {
    try (Sandbox sandbox = new Sandbox(budget(2, 256))) {
      TaskFault fault = sandbox.faultOf(Sandbox.withMemory(own("large", ECHO), 400 * MIB));
      assertThat(fault.message()).contains("memory 400MiB does not fit");
      TaskFault inside = sandbox.faultOf(Sandbox.js("inside", ECHO).placed(INSIDE));
      assertThat(inside.message()).contains("isolation.allowInProcess: [ inside ]");
      assertThat(sandbox.counters().refused()).isEqualTo(2);
    }
  }

  @Test
  void manyTasksLoadAndFewOfThemKeepTheirEnvironment() {
    int most = 8;
    try (Sandbox sandbox = new Sandbox(ResourceLimits.DEFAULT.withEnvironments(most))) {
      List<TaskDefinition> tasks = new ArrayList<>();
      for (int i = 0; i < most + 12; i++) {
        tasks.add(Sandbox.js("task-" + i, COUNT));
      }
      sandbox.deploy(tasks.toArray(TaskDefinition[]::new));
      assertThat(sandbox.worker("js").environments()).containsExactly(Map.entry(State.IDLE, most));
      for (TaskDefinition task : List.of(tasks.getFirst(), tasks.getLast())) {
        assertThat(returned(sandbox.call(task.name(), "{}"))).isEqualTo("{\"calls\":1}");
      }
      assertThat(sandbox.worker("js").environments().get(State.IDLE)).isEqualTo(most);
      assertThat(sandbox.counters().evicted()).isGreaterThanOrEqualTo(12);
    }
  }

  @Test
  void fewKeepTheirEnvironmentThatNeverHadACallAndAllCanBeCalled() {
    int most = WorkerEnvironments.MOST_UNUSED;
    try (Sandbox sandbox = new Sandbox()) {
      List<TaskDefinition> tasks = new ArrayList<>();
      for (int i = 0; i < most + 4; i++) {
        tasks.add(Sandbox.js("task-" + i, COUNT));
      }
      sandbox.deploy(tasks.toArray(TaskDefinition[]::new));
      sandbox.await(() -> idle(sandbox) == most);
      for (TaskDefinition task : tasks) {
        assertThat(returned(sandbox.call(task.name(), "{}"))).isEqualTo("{\"calls\":1}");
      }
      for (TaskDefinition task : tasks) {
        assertThat(returned(sandbox.call(task.name(), "{}"))).isEqualTo("{\"calls\":2}");
      }
    }
  }

  private static int idle(Sandbox sandbox) {
    return sandbox.workersNow().stream()
        .mapToInt(worker -> worker.environments().getOrDefault(State.IDLE, 0))
        .sum();
  }

  @Test
  void lowCallIsHeldForAHighOneAndGoesOnWhereItWas() throws Exception {
    ResourceLimits oneProcessor = budget(2, 512).withProcessors(1);
    try (Sandbox sandbox = new Sandbox(oneProcessor)) {
      TaskDefinition low = Sandbox.withTimeout(own("low", BUSY), Duration.ofSeconds(20));
      TaskDefinition high =
          Sandbox.withTimeout(Sandbox.urgent(Sandbox.js("high", BUSY)), Duration.ofSeconds(20));
      sandbox.deploy(low, high);
      Future<TaskResult> lowCall = sandbox.callLater("low", "{\"loops\": 3000000}");
      sandbox.await(() -> sandbox.statusNow("low").underWay() == 1);
      long pid = sandbox.worker("task low").pid();
      Future<TaskResult> highCall = sandbox.callLater("high", "{\"loops\": 600000}");
      sandbox.await(
          () -> sandbox.statusNow("low").environments().byState().containsKey(State.HELD));
      sandbox.await(() -> kernelState(pid).equals("T"));
      assertThat(returned(highCall.await(30, TimeUnit.SECONDS))).isEqualTo("600000");
      assertThat(lowCall.isComplete()).isFalse();
      assertThat(returned(lowCall.await(60, TimeUnit.SECONDS))).isEqualTo("3000000");
      assertThat(sandbox.worker("task low").pid()).isEqualTo(pid);
      assertThat(sandbox.counters().held()).isPositive();
    }
  }

  /** Returns the state of a process as proc(5) has it: T if a signal stopped it. */
  private static String kernelState(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Test
  void spareTakesThePlaceOfAWorkerThatDied() {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.deploy(Sandbox.js("echo", ECHO));
      sandbox.await(() ->
          sandbox.workersNow().stream()
              .anyMatch(each -> each.use().equals("spare js") && each.pid() != 0));
      String spare = sandbox.worker("spare js").name();
      ProcessHandle.of(sandbox.worker("js").pid()).orElseThrow().destroyForcibly();
      sandbox.await(() -> sandbox.workersNow().stream().noneMatch(each -> each.use().equals("js")));
      assertThat(returned(sandbox.call("echo", "7"))).isEqualTo("7");
      assertThat(sandbox.worker("js").name()).isEqualTo(spare);
    }
  }

  @Test
  void pinnedEnvironmentIsMadeAgainWhenItIsLost() {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.deploy(Sandbox.js("pinned", COUNT).placed(PINNED));
      long pid = sandbox.worker("js").pid();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      sandbox.await(() ->
          sandbox.workersNow().stream()
              .anyMatch(each ->
                  each.use().equals("js")
                      && each.pid() != pid
                      && each.environments().containsKey(State.IDLE)));
      assertThat(returned(sandbox.call("pinned", "{}"))).isEqualTo("{\"calls\":1}");
    }
  }

  @Test
  void taskThatTheOperatorAllowsRunsInsideTheCoordinator() {
    try (Sandbox sandbox = new Sandbox(budget(2, 512, "inside"))) {
      sandbox.deploy(Sandbox.js("inside", COUNT).placed(INSIDE));
      assertThat(returned(sandbox.call("inside", "{}"))).isEqualTo("{\"calls\":1}");
      assertThat(returned(sandbox.call("inside", "{}"))).isEqualTo("{\"calls\":2}");
      assertThat(sandbox.worker("js in this process").pid())
          .isEqualTo(ProcessHandle.current().pid());
    }
    // Both readers, the watchdog and the sender have ended with it.
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("reader-0", "reader-1", "sender", "watchdog");
  }
}
