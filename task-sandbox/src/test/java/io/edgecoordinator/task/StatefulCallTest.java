package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls do with {@code context.state}, in real workers. */
class StatefulCallTest {

  private static final String LANE = "task:counter/normal";

  /** Counts, and takes some milliseconds between reading and writing. */
  private static final String COUNTER =
      """
      export function handler(event, { state }) {
        const n = (state.get('n') ?? 0) + 1;
        const end = Date.now() + 2;
        while (Date.now() < end) {}
        state.put('n', n);
        return n;
      }
      """;

  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private final BlockingQueue<Admission> answers = new LinkedBlockingQueue<>();
  private Sandbox sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void restart() {
    sandbox.crash();
    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
  }

  private static TaskDefinition counter(String source, int concurrency, long quota) {
    Quotas quotas = new Quotas(100, 1 << 20, 1_000_000, 1 << 16, quota);
    return Sandbox.with(
        Sandbox.js("counter", source),
        new TaskLimits(64 << 20, Duration.ofSeconds(5), concurrency, quotas),
        Permissions.NONE);
  }

  private void deploy(String source) {
    sandbox.deploy(counter(source, 1, 1 << 20));
  }

  private void deliver(int count) {
    sandbox.deliver("counter", Map.of("n", "b"), Collections.nCopies(count, "1"), answers::add);
  }

  private Admission answer() throws InterruptedException {
    return Objects.requireNonNull(answers.poll(30, TimeUnit.SECONDS), "no answer");
  }

  private void accepted(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertThat(answer()).isInstanceOf(Admission.Accepted.class);
    }
  }

  private void awaitState(String n) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!n.equals(sandbox.state("counter", "n"))) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
    }
  }

  @Test
  void theNextCallSeesWhatTheLastOneDid() {
    deploy(COUNTER);
    for (int i = 1; i <= 3; i++) {
      Completed completed = (Completed) sandbox.call("counter", "{}");
      assertThat(Objects.requireNonNull(completed.returned()).text()).isEqualTo("" + i);
    }
    assertThat(sandbox.status("counter").state().keys()).isOne();
  }

  @Test
  void aCallThatFailsChangesNothing() {
    deploy(
        "export function handler(e, { state }) { state.put('n', 1); if (e.fail) throw Error('x'); }");
    assertThat(sandbox.call("counter", "{\"fail\": true}")).isInstanceOf(Failed.class);
    assertThat(sandbox.state("counter", "n")).isNull();
    sandbox.call("counter", "{}");
    assertThat(sandbox.state("counter", "n")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void noIncrementIsLostHoweverManyRunAtATime(int concurrency) throws InterruptedException {
    sandbox.deploy(counter(COUNTER, concurrency, 1 << 20));
    List<Future<TaskResult>> results = new ArrayList<>();
    deliver(100);
    for (int i = 0; i < 100; i++) {
      results.add(sandbox.callLater("counter", "{}"));
    }
    accepted(100);
    for (Future<TaskResult> result : results) {
      assertThat(result.await()).isInstanceOf(Completed.class);
    }
    sandbox.await(() -> disk.count(LANE) == 0);
    assertThat(sandbox.state("counter", "n")).isEqualTo("200");
    assertThat(sandbox.status("counter").failures()).isEmpty();
  }

  @Test
  void stateSurvivesRestartsAndUpdates() {
    deploy(COUNTER);
    sandbox.call("counter", "{}");
    deploy(COUNTER + "// changed");
    sandbox.call("counter", "{}");
    sandbox.onLoop(() -> {
      Promise<Void> safe = Promise.promise();
      sandbox.store.whenSafe(_ -> safe.complete());
      return safe.future();
    });
    restart();
    deploy(COUNTER);
    sandbox.call("counter", "{}");
    assertThat(sandbox.state("counter", "n")).isEqualTo("3");
  }

  @Test
  void aCrashBeforeTheCommitLeavesNeitherTheEndOfTheCallNorItsChange() throws InterruptedException {
    deploy(COUNTER);
    deliver(1);
    accepted(1);
    awaitState("1");
    sandbox.await(() -> disk.count(LANE) == 0);
    sandbox.store.freeze();
    deliver(1);
    assertThat(sandbox.nextEvent().payload().text()).isEqualTo("1");
    assertThat(sandbox.nextEvent().payload().text()).isEqualTo("2");
    assertThat(answers).as("its sender is not told before it is on disk").isEmpty();

    restart();
    assertThat(sandbox.state("counter", "n")).isEqualTo("1");
    deploy(COUNTER);
    deliver(1);
    awaitState("2");
  }

  @Test
  void refusedResultsTakeTheChangeBack() throws InterruptedException {
    deploy(COUNTER);
    sandbox.setDoor(arrival ->
        arrival
            .acknowledgement()
            .complete(new Admission.Refused(Admission.Reason.QUEUE_FULL, "full")));
    deliver(1);
    sandbox.await(() -> disk.count(LANE) == 0 && !answers.isEmpty());
    sandbox.setDoor(arrival -> arrival.acknowledgement().complete(new Admission.Accepted(1)));
    assertThat(sandbox.state("counter", "n")).isNull();
    assertThat(sandbox.status("counter").failures()).containsEntry(Reason.RESULT_REFUSED, 1L);
    deliver(1);
    awaitState("1");
  }

  @Test
  void aStateThatGrowsTooLargeFailsTheCallAndNamesTheLimit() {
    sandbox.deploy(
        counter(
            "export function handler(e, { state }) { state.put('a', 1); state.put('b', e); }",
            1,
            100));
    assertThat(sandbox.call("counter", '"' + "x".repeat(200) + '"'))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Reason.STATE_TOO_LARGE);
              assertThat(failed.message()).contains("limit state is 100").contains("205 bytes");
            });
    assertThat(sandbox.state("counter", "a")).isNull();
    assertThat(sandbox.call("counter", "1")).isInstanceOf(Completed.class);
    assertThat(sandbox.state("counter", "a")).isEqualTo("1");
  }

  @Test
  void aRemovedTaskFindsItsStateWhenItComesBack() {
    deploy(COUNTER);
    sandbox.call("counter", "{}");
    sandbox.remove("counter");
    assertThat(sandbox.state("counter", "n")).isEqualTo("1");
    deploy(COUNTER);
    sandbox.call("counter", "{}");
    assertThat(sandbox.state("counter", "n")).isEqualTo("2");
  }

  @Test
  void whatIsLoggedAndHowCallsFailIsThereToSee() {
    deploy(
        "export function handler(e, { log }) { log.warn('n is ' + e); if (e > 1) throw Error('big'); }");
    sandbox.call("counter", "1");
    sandbox.call("counter", "2");
    assertThat(sandbox.logs("counter")).hasSize(3).startsWith("n is 1", "n is 2");
    assertThat(sandbox.logs("counter").getLast()).contains("THREW", "big");
  }
}
