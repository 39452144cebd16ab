package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorkerFailureTest {

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static final String ECHO = "export const handler = (event) => event;";
  private static final String SPIN = "export function handler(e) { while (true) {} }";

  /** A loop in the language's own library, which nothing but the end of the process stops. */
  private static final String STUCK =
      "export const handler = () => Array.prototype.indexOf.call({ length: 2 ** 52 }, 1);";

  @Test
  void callThatCanNotBeInterruptedIsEndedWithItsWorkerAndNeighboursLoseNothing() throws Exception {
    sandbox.deploy(Sandbox.js("stuck", STUCK), Sandbox.js("echo", ECHO));
    long before = sandbox.workers().getFirst().pid();
    Future<TaskResult> stuck = sandbox.callLater("stuck", "{}");
    List<Future<TaskResult>> neighbours = new ArrayList<>();
    while (!stuck.isComplete()) {
      neighbours.add(sandbox.callLater("echo", "" + neighbours.size()));
      neighbours.getLast().await(30, TimeUnit.SECONDS);
    }
    Failed failure = (Failed) stuck.result();
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure.message()).contains("could not be interrupted");
    for (int i = 0; i < neighbours.size(); i++) {
      assertThat(((Completed) neighbours.get(i).result()).returned()).hasToString("" + i);
    }
    assertThat(sandbox.call("echo", "1")).isInstanceOf(Completed.class);
    assertThat(sandbox.workers().getFirst().pid()).isNotEqualTo(before);
  }

  @Test
  void neighbourDoesNotWaitForALongCall() throws Exception {
    TaskDefinition spin = Sandbox.withTimeout(Sandbox.js("spin", SPIN), Duration.ofSeconds(2));
    sandbox.deploy(spin, Sandbox.js("echo", ECHO));
    Future<TaskResult> spinning = sandbox.callLater("spin", "{}");
    for (int i = 0; i < 20; i++) {
      assertThat(sandbox.call("echo", "" + i)).isInstanceOf(Completed.class);
    }
    assertThat(spinning.isComplete()).isFalse();
    assertThat(((Failed) spinning.await(30, TimeUnit.SECONDS)).reason())
        .isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void killedWorkerIsReplacedAndItsCallsGoOn() throws Exception {
    sandbox.deploy(
        Sandbox.js("echo", ECHO),
        Sandbox.js(
            "slow",
            "export function handler(e, { attempt }) {"
                + " const end = Date.now() + 200; while (Date.now() < end) {} return attempt; }"));
    Future<TaskResult> slow = sandbox.callLater("slow", "{}");
    assertThat(sandbox.call("echo", "1")).isInstanceOf(Completed.class);
    ProcessHandle.of(sandbox.workers().getFirst().pid()).orElseThrow().destroyForcibly();
    assertThat(((Completed) slow.await(30, TimeUnit.SECONDS)).returned()).hasToString("2");
    assertThat(sandbox.call("echo", "2")).isInstanceOf(Completed.class);
  }

  @Test
  void taskThatFillsTheHeapIsNotTriedForEver() {
    sandbox.deploy(
        Sandbox.js(
            "hog",
            "export function handler() { const all = [];"
                + " for (;;) all.push(new Array(100000).fill(1.5)); }"));
    Failed failure = (Failed) sandbox.call("hog", "{}");
    assertThat(failure.reason()).isIn(Reason.OUT_OF_MEMORY, Reason.TIMED_OUT);
  }

  @Test
  void fullQueueRefuses() throws Exception {
    QueueLimits ten = new QueueLimits(1 << 20, 10, Duration.ofDays(1), OnFull.REJECT);
    SchedulerLimits limits =
        new SchedulerLimits(SchedulerLimits.DEFAULT.queue(), ten, 1 << 20, 3, 10);
    try (Sandbox small = new Sandbox(limits, new MemoryStore.Disk())) {
      small.deploy(Sandbox.js("spin", SPIN));
      List<Admission> admissions = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch all = new CountDownLatch(20);
      small.deliver(
          "spin",
          Map.of(),
          Collections.nCopies(20, "{}"),
          QoS.AT_MOST_ONCE,
          admission -> {
            admissions.add(admission);
            all.countDown();
          });
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(admissions).filteredOn(Admission.Accepted.class::isInstance).hasSize(11);
      assertThat(admissions.getLast()).isInstanceOf(Admission.Refused.class);
      assertThat(small.status("spin").failures()).containsEntry(Reason.QUEUE_FULL, 9L);
    }
  }

  @Test
  void callsThatWaitGoOverToTheNextVersion() throws Exception {
    sandbox.deploy(
        Sandbox.js("task", "export function handler(e) { while (e.loop) {} return 'old'; }"));
    Future<TaskResult> running = sandbox.callLater("task", "{\"loop\": true}");
    Future<TaskResult> waiting = sandbox.callLater("task", "{}");
    sandbox.deploy(Sandbox.js("task", "export const handler = () => 'new';"));
    assertThat(((Failed) running.await(30, TimeUnit.SECONDS)).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(((Completed) waiting.await(30, TimeUnit.SECONDS)).returned()).hasToString("\"new\"");
  }

  @Test
  void callOfAFormerVersionGoesToTheNextIfItsWorkerIsKilled() throws Exception {
    String busy =
        "export function handler() {"
            + " const end = Date.now() + 9000; while (Date.now() < end) {} return 'old'; }";
    sandbox.deploy(Sandbox.withTimeout(Sandbox.js("task", busy), Duration.ofSeconds(10)));
    Future<TaskResult> running = sandbox.callLater("task", "{}");
    sandbox.deploy(Sandbox.js("task", "export const handler = () => 'new';"));
    long pid =
        sandbox.workers().stream()
            .filter(worker -> worker.use().equals("js"))
            .findFirst()
            .orElseThrow()
            .pid();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(((Completed) running.await(30, TimeUnit.SECONDS)).returned()).hasToString("\"new\"");
  }

  @Test
  void taskOfItsOwnProcessHasAWorkerOfItsOwn() {
    TaskDefinition shared = Sandbox.js("echo", ECHO);
    TaskDefinition alone =
        new TaskDefinition(
            "alone",
            shared.bundle(),
            shared.runtime(),
            shared.handler(),
            shared.limits(),
            shared.priority(),
            false,
            new Placement(Isolation.PROCESS, false, false),
            shared.environment(),
            shared.permissions(),
            shared.files());
    sandbox.deploy(shared, alone);
    assertThat(sandbox.call("alone", "1")).isInstanceOf(Completed.class);
    assertThat(sandbox.workers()).extracting(WorkerStatus::use).contains("js", "task alone");
  }
}
