package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.DeliveryOptions.Retry;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Retry and dead letters. */
class FailedCallTest {

  private static final String LANE = "task:task/normal";
  private static final MemoryStore.Disk DISK = new MemoryStore.Disk();
  private static final TopicTemplate DEAD = TopicTemplate.parse("dead/{n}");

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox =
        new Sandbox(
            new SchedulerLimits(
                SchedulerLimits.DEFAULT.queue(), SchedulerLimits.DEFAULT.inMemory(), 1 << 20, 3, 2),
            DISK);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @AfterEach
  void leavesNothing() {
    sandbox.await(() -> DISK.count(LANE) == 0);
    assertThat(sandbox.events).isEmpty();
    admitAll(_ -> new Admission.Accepted(1));
  }

  private static void admitAll(Function<Event, Admission> decision) {
    sandbox.setDoor(arrival -> arrival.acknowledgement().complete(decision.apply(arrival.event())));
  }

  private static void deploy(String source, int attempts, int millis, boolean deadLetter) {
    sandbox.setOptions(
        new DeliveryOptions(
            null, null, new Retry(attempts, Duration.ofMillis(millis)), deadLetter ? DEAD : null));
    sandbox.deploy(Sandbox.js("task", source));
  }

  private static void deliver(QoS qos, String... payloads) {
    sandbox.deliver("task", Map.of("n", "box"), List.of(payloads), qos, Acknowledgement.NONE);
  }

  private static Map<String, String> properties(Event event) {
    return event.properties().user().stream().collect(Collectors.toMap(User::name, User::value));
  }

  private static TaskStatus.Consequences consequences() {
    return sandbox.status("task").consequences();
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_MOST_ONCE", "AT_LEAST_ONCE"})
  void callIsTriedAgainWithGrowingPausesUntilItSucceeds(QoS qos) throws InterruptedException {
    deploy(
        """
        // %s
        export function handler(e, { attempt, eventId }) {
          if (attempt < 3) throw new Error('not yet');
          return { attempt, eventId };
        }
        """
            .formatted(qos),
        5,
        50,
        false);
    long began = System.nanoTime();
    deliver(qos, "{}");
    Event result = sandbox.nextEvent();
    assertThat(result.payload().text()).contains("\"attempt\":3");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(150));
    assertThat(consequences().retries()).isEqualTo(2);
    assertThat(sandbox.status("task").failures()).containsEntry(Reason.THREW, 2L);
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_MOST_ONCE", "AT_LEAST_ONCE"})
  void poisonEndsAsDeadLetterAndBlocksNobody(QoS qos) throws InterruptedException {
    deploy(
        "export function handler(e) { if (e === 0) throw new Error('bad\\u0007luck'); return e; } //"
            + qos,
        2,
        200,
        true);
    deliver(qos, "0", "1", "2");
    assertThat(sandbox.nextEvent().payload()).hasToString("1");
    assertThat(sandbox.nextEvent().payload()).hasToString("2");
    Event letter = sandbox.nextEvent();
    assertThat(letter.topic()).isEqualTo("dead/box");
    assertThat(letter.payload()).hasToString("0");
    assertThat(letter.source()).isEqualTo(new Source.Task("task"));
    assertThat(letter.device()).isEqualTo("box");
    assertThat(letter.hops()).isEqualTo(1);
    assertThat(letter.qos()).isEqualTo(qos);
    assertThat(properties(letter))
        .containsEntry("dead-letter-task", "task")
        .containsEntry("dead-letter-topic", "in/box")
        .containsEntry("dead-letter-reason", "threw")
        .containsEntry("dead-letter-message", "Error: bad luck")
        .containsEntry("dead-letter-attempts", "2")
        .containsKey("dead-letter-event");
    assertThat(consequences()).isEqualTo(new TaskStatus.Consequences(1, 0, 1, 0));
  }

  @Test
  void failureWithoutRetryIsFinal() {
    sandbox.setOptions(DeliveryOptions.DEFAULT);
    sandbox.deploy(Sandbox.js("task", "export function handler() { throw new Error('no'); }"));
    deliver(QoS.AT_LEAST_ONCE, "{}");
    sandbox.await(() -> DISK.count(LANE) == 0);
    TaskStatus status = sandbox.status("task");
    while (status.calls() < 1) {
      status = sandbox.status("task");
    }
    assertThat(status.failures()).containsEntry(Reason.THREW, 1L);
    assertThat(status.queued()).isZero();
  }

  @Test
  void callWhoseResultIsRefusedIsTriedAgain() throws InterruptedException {
    deploy("export const handler = (e, { attempt }) => attempt;", 2, 10, false);
    admitAll(event ->
        event.payload().text().equals("1")
            ? new Admission.Refused(Admission.Reason.QUEUE_FULL, "no room")
            : new Admission.Accepted(1));
    deliver(QoS.AT_LEAST_ONCE, "{}");
    assertThat(sandbox.nextEvent().payload()).hasToString("1");
    assertThat(sandbox.nextEvent().payload()).hasToString("2");
    assertThat(sandbox.status("task").failures()).containsEntry(Reason.RESULT_REFUSED, 1L);
    assertThat(sandbox.status("task").lastFailure()).contains("no room");
  }

  @Test
  void deadLetterThatIsRefusedIsSentAgain() throws InterruptedException {
    deploy("export function handler() { throw new Error('no'); }", 1, 0, true);
    AtomicInteger asked = new AtomicInteger();
    admitAll(_ ->
        asked.getAndIncrement() == 0
            ? new Admission.Refused(Admission.Reason.QUEUE_FULL, "no room")
            : new Admission.Accepted(1));
    deliver(QoS.AT_LEAST_ONCE, "{}");
    assertThat(sandbox.nextEvent().topic()).isEqualTo("dead/box");
    assertThat(sandbox.nextEvent().topic()).isEqualTo("dead/box");
    sandbox.await(() -> DISK.count(LANE) == 0);
    assertThat(consequences().deadLetters()).isEqualTo(1);
  }

  @Test
  void deadLetterThatGoesInACircleIsGivenUp() throws InterruptedException {
    deploy("export function handler() { throw new Error('no'); }", 1, 0, true);
    admitAll(_ -> new Admission.Refused(Admission.Reason.TOO_MANY_HOPS, "round and round"));
    deliver(QoS.AT_LEAST_ONCE, "{}");
    assertThat(sandbox.nextEvent().topic()).isEqualTo("dead/box");
    sandbox.await(() -> DISK.count(LANE) == 0);
    assertThat(consequences().deadLettersLost()).isEqualTo(1);
  }

  @Test
  void failuresAreFinalWhenTooManyCallsRest() throws InterruptedException {
    deploy("export function handler(e) { throw new Error(e); }", 2, 200, true);
    deliver(QoS.AT_LEAST_ONCE, "1", "2", "3");
    assertThat(properties(sandbox.nextEvent())).containsEntry("dead-letter-attempts", "1");
    assertThat(properties(sandbox.nextEvent())).containsEntry("dead-letter-attempts", "2");
    assertThat(properties(sandbox.nextEvent())).containsEntry("dead-letter-attempts", "2");
    assertThat(consequences()).isEqualTo(new TaskStatus.Consequences(2, 1, 3, 0));
  }

  @Test
  void callThatExpiresWhileItWaitsIsNotBegunAndEndsAsDeadLetter() throws InterruptedException {
    sandbox.setOptions(DeliveryOptions.DEFAULT);
    sandbox.deploy(
        Sandbox.js(
            "task",
            "export function handler(e) {"
                + " const end = Date.now() + e; while (Date.now() < end) {} return e; }"));
    deliver(QoS.AT_LEAST_ONCE, "200");
    sandbox.setOptions(new DeliveryOptions(null, Duration.ofMillis(1), null, DEAD));
    deliver(QoS.AT_LEAST_ONCE, "0");
    Event first = sandbox.nextEvent();
    Event second = sandbox.nextEvent();
    // Nobody waits with the letter until the task has time.
    Event letter = first.topic().equals("dead/box") ? first : second;
    assertThat((first.topic().equals("dead/box") ? second : first).payload()).hasToString("200");
    assertThat(letter.topic()).isEqualTo("dead/box");
    assertThat(letter.isExpired(Long.MAX_VALUE - 1)).isFalse();
    assertThat(properties(letter))
        .containsEntry("dead-letter-reason", "expired")
        .containsEntry("dead-letter-attempts", "0");
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 2000", "5, 16000", "12, 2048000", "13, 3600000", "1000, 3600000"})
  void pausesDoubleUpToAnHour(int attempt, long millis) {
    assertThat(Backoff.after(attempt, Backoff.FIRST)).hasMillis(millis);
  }
}
