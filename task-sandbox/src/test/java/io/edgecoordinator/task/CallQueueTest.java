package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.store.QueueStatus.Drop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallQueueTest {

  private static final QueueLimits LIMITS =
      new QueueLimits(100, 3, Duration.ofDays(1), OnFull.REJECT);

  private final Vertx vertx = Vertx.vertx();
  private final CallQueues all =
      new CallQueues(
          vertx.getOrCreateContext(),
          new SchedulerLimits(LIMITS, LIMITS, 1_000, 3, 1),
          InstantSource.system());
  private final CallQueue queue = all.of("task");
  private CallShare share = new CallShare(queue, new Idle());

  /** Looks away. */
  private static final class Idle implements CallQueue.Server {
    private int underWay;

    @Override
    public void available() {}

    @Override
    public boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
      return false;
    }

    @Override
    public int underWay() {
      return underWay;
    }
  }

  @BeforeEach
  void serve() {
    share = begin(queue, new Idle(), 1);
  }

  private static CallShare begin(CallQueue queue, Idle server, long activation) {
    CallShare begun = new CallShare(queue, server);
    begun.begin(activation);
    return begun;
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private boolean offer(String topic, Priority priority, int bytes) {
    long now = InstantSource.system().millis() << 20;
    Event event =
        new Event(
            now,
            new Source.Operator(),
            null,
            topic,
            Payload.of(new byte[bytes]),
            QoS.AT_MOST_ONCE,
            false,
            0);
    return queue.offer(new TaskDelivery(event, Map.of(), "", priority, null), Acknowledgement.NONE);
  }

  private TaskCall poll() {
    return Objects.requireNonNull(pollAny());
  }

  private @Nullable TaskCall pollAny() {
    for (Priority priority : Priority.values()) {
      if (share.isAtHand(priority)) {
        return share.poll(priority, null);
      }
    }
    return null;
  }

  private String next() {
    return poll().event().topic();
  }

  @Test
  void givesTheOldestOfAPriorityFirst() {
    offer("low", Priority.LOW, 1);
    offer("1", Priority.HIGH, 1);
    offer("2", Priority.HIGH, 1);
    assertThat(next()).isEqualTo("1");
    assertThat(next()).isEqualTo("2");
    assertThat(next()).isEqualTo("low");
    assertThat(pollAny()).isNull();
  }

  @Test
  void refusesOneCallTooManyOfAPriority() {
    for (int i = 0; i < 3; i++) {
      assertThat(offer("t", Priority.NORMAL, 1)).isTrue();
    }
    assertThat(offer("t", Priority.NORMAL, 1)).isFalse();
    assertThat(offer("t", Priority.HIGH, 1)).isTrue();
  }

  @Test
  void refusesOneByteTooManyAndHasRoomAgainAfterwards() {
    assertThat(offer("t", Priority.NORMAL, 99)).isTrue();
    assertThat(offer("t", Priority.NORMAL, 1)).isFalse();
    queue.done(poll().entry());
    assertThat(offer("t", Priority.NORMAL, 1)).isTrue();
  }

  @Test
  void whatIsPutBackIsNextAndWhatIsTriedAgainComesAfterIt() {
    offer("1", Priority.NORMAL, 1);
    offer("2", Priority.NORMAL, 1);
    offer("3", Priority.NORMAL, 1);
    TaskCall first = poll();
    TaskCall second = poll();
    queue.again(second.nextAttempt());
    queue.putBack(first.nextAttempt());
    assertThat(poll()).isEqualTo(first.nextAttempt());
    assertThat(poll()).isEqualTo(second.nextAttempt());
    assertThat(next()).isEqualTo("3");
  }

  @Test
  void isSettledWhenNoCallIsUnderWayAndNoneWaitsThatWouldBeLost() {
    assertThat(queue.isSettled()).isTrue();
    offer("t", Priority.LOW, 1);
    assertThat(queue.isSettled()).isFalse();
    TaskCall call = poll();
    assertThat(queue.isSettled()).isFalse();
    queue.done(call.entry());
    assertThat(queue.isSettled()).isTrue();
  }

  @Test
  void boundsTheCallsThatRest() {
    assertThat(queue.rest(Duration.ofHours(1), () -> {})).isTrue();
    assertThat(queue.rest(Duration.ofHours(1), () -> {})).isFalse();
  }

  private boolean offer(String device, String topic, long deadline) {
    Event event =
        new Event(
                InstantSource.system().millis() << 20,
                new Source.Device(device),
                device,
                topic,
                Payload.of(new byte[1]),
                QoS.AT_MOST_ONCE,
                false,
                0)
            .expiringBy(deadline);
    return queue.offer(
        new TaskDelivery(event, Map.of(), "", Priority.LOW, null), Acknowledgement.NONE);
  }

  private static long inSeconds(int seconds) {
    return InstantSource.system().millis() + 1_000L * seconds;
  }

  @Test
  void givesTheEarliestDeadlineFirstAndTellsIt() {
    long late = inSeconds(200);
    long early = inSeconds(100);
    offer("a", "never", Event.NEVER);
    offer("b", "late", late);
    assertThat(queue.deadline(Priority.LOW)).isEqualTo(late);
    offer("c", "early", early);
    assertThat(queue.deadline(Priority.LOW)).isEqualTo(early);
    assertThat(next()).isEqualTo("early");
    assertThat(next()).isEqualTo("late");
    assertThat(queue.deadline(Priority.LOW)).isEqualTo(Event.NEVER);
    assertThat(next()).isEqualTo("never");
  }

  @Test
  void keepsTheOrderOfADeviceWhateverTheDeadlines() {
    offer("a", "a1", inSeconds(200));
    offer("b", "b1", Event.NEVER);
    offer("b", "b2", inSeconds(100));
    assertThat(next()).isEqualTo("b1");
    assertThat(next()).isEqualTo("b2");
    assertThat(next()).isEqualTo("a1");
  }

  @Test
  void passesOverCallsThatMayNotGoNow() {
    offer("a", "a1", Event.NEVER);
    offer("b", "b1", Event.NEVER);
    offer("a", "a2", Event.NEVER);
    TaskCall call = share.poll(Priority.LOW, CallQueueTest::isNotOfA);
    assertThat(call).isNotNull();
    assertThat(call.event().topic()).isEqualTo("b1");
    assertThat(share.poll(Priority.LOW, CallQueueTest::isNotOfA)).isNull();
    assertThat(next()).isEqualTo("a1");
    assertThat(next()).isEqualTo("a2");
  }

  private static boolean isNotOfA(Entry<TaskDelivery> entry) {
    return !"a".equals(entry.item().event().device());
  }

  @Test
  void looksAheadAsFarAsItSays() {
    CallQueue roomy =
        new CallQueues(vertx.getOrCreateContext(), SchedulerLimits.DEFAULT, InstantSource.system())
            .of("roomy");
    CallShare its = begin(roomy, new Idle(), 1);
    for (int i = 0; i <= LookAhead.CALLS; i++) {
      long deadline = i == LookAhead.CALLS ? inSeconds(100) : Event.NEVER;
      Event event =
          new Event(
                  InstantSource.system().millis() << 20,
                  new Source.Operator(),
                  null,
                  "t" + i,
                  Payload.of(""),
                  QoS.AT_MOST_ONCE,
                  false,
                  0)
              .expiringBy(deadline);
      roomy.offer(new TaskDelivery(event, Map.of(), "", Priority.LOW, null), Acknowledgement.NONE);
    }
    assertThat(topicOf(its.poll(Priority.LOW, null))).isEqualTo("t0");
    assertThat(topicOf(its.poll(Priority.LOW, null))).isEqualTo("t" + LookAhead.CALLS);
  }

  private static String topicOf(@Nullable TaskCall call) {
    return Objects.requireNonNull(call).event().topic();
  }

  @ParameterizedTest
  @CsvSource({"REJECT, REFUSED, 1", "DROP_NEWEST, FULL, 1", "DROP_OLDEST, FULL, 2"})
  void fullPriorityDoesAsItsPolicySaysAndCountsIt(OnFull policy, Drop counted, String first) {
    QueueLimits limits = new QueueLimits(100, 1, Duration.ofDays(1), policy);
    CallQueue full =
        new CallQueues(
                vertx.getOrCreateContext(),
                new SchedulerLimits(limits, limits, 1_000, 3, 1),
                InstantSource.system())
            .of("full");
    CallShare its = begin(full, new Idle(), 1);
    for (String topic : List.of("1", "2")) {
      Event event =
          new Event(
              InstantSource.system().millis() << 20,
              new Source.Operator(),
              null,
              topic,
              Payload.of(""),
              QoS.AT_MOST_ONCE,
              false,
              0);
      full.offer(new TaskDelivery(event, Map.of(), "", Priority.LOW, null), Acknowledgement.NONE);
    }
    assertThat(full.status())
        .singleElement()
        .satisfies(status -> {
          assertThat(status.destination()).isEqualTo("task:full/low");
          assertThat(status.dropped()).containsExactly(Map.entry(counted, 1L));
        });
    assertThat(topicOf(its.poll(Priority.LOW, null))).isEqualTo(first);
  }
}
