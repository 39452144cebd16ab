package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.store.QueueStatus;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of acknowledged calls when things end at the wrong moment. */
class DurableCallTest {

  private static final String LANE = "task:task/normal";
  private static final String ECHO = "export const handler = (event) => event;";

  /** Takes 20 ms for each call. */
  private static final String SLOW =
      "export function handler(e) {"
          + " const end = Date.now() + 20; while (Date.now() < end) {} return e; }";

  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private final BlockingQueue<Admission> answers = new LinkedBlockingQueue<>();
  private Sandbox sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void deploy(String source) {
    sandbox.deploy(Sandbox.js("task", source));
  }

  private void deliver(int from, int to) {
    List<String> payloads = IntStream.range(from, to).mapToObj(Integer::toString).toList();
    sandbox.deliver("task", Map.of("n", "box"), payloads, answers::add);
  }

  private Admission answer() throws InterruptedException {
    Admission answer = answers.poll(30, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return answer;
  }

  private int nextNumber() throws InterruptedException {
    return Integer.parseInt(sandbox.nextEvent().payload().text());
  }

  @Test
  void senderIsToldNothingBeforeTheCallIsOnDisk() throws InterruptedException {
    deploy(ECHO);
    Promise<Acknowledgement> result = Promise.promise();
    sandbox.setDoor(arrival -> result.complete(arrival.acknowledgement()));
    sandbox.store.freeze();
    deliver(0, 1);
    assertThat(nextNumber()).isZero();
    assertThat(answers).isEmpty();
    assertThat(disk.count(LANE)).isZero();

    sandbox.store.thaw();
    assertThat(answer()).isInstanceOf(Admission.Accepted.class);
    assertThat(disk.count(LANE)).isEqualTo(1);

    sandbox.onLoop(() -> result.future().onSuccess(ack -> ack.complete(new Admission.Accepted(1))));
    sandbox.await(() -> disk.count(LANE) == 0);
  }

  @Test
  void callsThatWereUnderWayOrWaitedGoOnInOrderAfterACrash() throws InterruptedException {
    deploy(SLOW);
    deliver(0, 40);
    for (int i = 0; i < 40; i++) {
      assertThat(answer()).isInstanceOf(Admission.Accepted.class);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(nextNumber()).isEqualTo(i);
    }
    sandbox.crash();
    int done = sandbox.events.size() + 5;

    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    deploy(ECHO);
    int first = nextNumber();
    assertThat(first).isLessThanOrEqualTo(done);
    for (int i = first + 1; i < 40; i++) {
      assertThat(nextNumber()).isEqualTo(i);
    }
    sandbox.await(() -> disk.count(LANE) == 0);
  }

  @Test
  void whatIsLeftOfALongQueueGoesOnBeforeWhatIsNew() throws InterruptedException {
    deploy(SLOW);
    deliver(0, 1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(answer()).isInstanceOf(Admission.Accepted.class);
    }
    sandbox.crash();

    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    deploy(ECHO);
    deliver(1_000, 1_010);
    List<Integer> numbers = new ArrayList<>();
    do {
      numbers.add(nextNumber());
    } while (numbers.getLast() < 1_009);
    assertThat(numbers).hasSizeGreaterThan(900).isSorted().doesNotHaveDuplicates();
    sandbox.await(() -> disk.count(LANE) == 0);
  }

  @Test
  void callWithoutGuaranteeIsNotWritten() throws InterruptedException {
    deploy(ECHO);
    sandbox.store.freeze();
    sandbox.deliver("task", Map.of(), List.of("1"), QoS.AT_MOST_ONCE, answers::add);
    assertThat(answer()).isInstanceOf(Admission.Accepted.class);
    assertThat(nextNumber()).isEqualTo(1);
    sandbox.store.thaw();
    sandbox.await(() -> disk.count(LANE) == 0);
  }

  @Test
  void callsOfARemovedTaskWaitForItsReturn() throws InterruptedException {
    sandbox.deploy(Sandbox.js("other", ECHO));
    deploy(SLOW);
    deliver(0, 20);
    sandbox.deliver("task", Map.of(), List.of("-1"), QoS.AT_MOST_ONCE, Acknowledgement.NONE);
    assertThat(nextNumber()).isZero();
    sandbox.remove("task");
    assertThat(sandbox.deliveries()).extracting(QueueStatus::destination).contains(LANE);

    sandbox.deploy(Sandbox.js("task", ECHO));
    for (int i = 1; i < 20; i++) {
      assertThat(nextNumber()).isEqualTo(i);
    }
    sandbox.await(() -> disk.count(LANE) == 0);
    assertThat(sandbox.events).as("the call without guarantee").isEmpty();
  }

  @Test
  void callsWaitForATaskThatCanNotBeLoaded() throws InterruptedException {
    deploy(SLOW);
    deliver(0, 10);
    assertThat(nextNumber()).isZero();
    sandbox.crash();

    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    sandbox.deployFaulty(Sandbox.js("task", "export const handler = "));
    assertThat(disk.count(LANE)).isPositive();
    deploy(ECHO);
    while (nextNumber() < 9) {}
    sandbox.await(() -> disk.count(LANE) == 0);
  }

  @Test
  void drainingEndsWhatIsUnderWayAndLeavesTheRestForTheNextStart() throws InterruptedException {
    deploy(SLOW);
    deliver(0, 100);
    sandbox.deliver("task", Map.of(), List.of("-1"), QoS.AT_MOST_ONCE, Acknowledgement.NONE);
    assertThat(nextNumber()).isZero();
    sandbox.drain();
    List<Event> ended = List.copyOf(sandbox.events);
    assertThat(ended.getLast().payload()).hasToString("-1");
    int left = disk.count(LANE);
    assertThat(left).isEqualTo(100 - ended.size());
    sandbox.close();

    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    deploy(ECHO);
    for (int i = 100 - left; i < 100; i++) {
      assertThat(nextNumber()).isEqualTo(i);
    }
  }
}
