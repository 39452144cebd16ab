package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.DeliveryOptions.Retry;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import io.edgecoordinator.task.selection.Availability;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose call is next, with real workers. */
class SchedulingTest {

  private static final long NEVER = 1L << 40;

  /** Takes as many milliseconds of the processor as it is told, and returns that. */
  private static final String BUSY =
      "export function handler(e) {"
          + " const end = Date.now() + e; while (Date.now() < end) {} return e; }";

  private static final int SLOTS =
      Availability.of(Runtime.getRuntime().availableProcessors(), 0).slots();

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @AfterEach
  void leavesNothing() {
    assertThat(sandbox.events).isEmpty();
    sandbox.setOptions(DeliveryOptions.DEFAULT);
  }

  private static TaskDefinition task(String name, String source, int concurrency, boolean ordered) {
    TaskDefinition js = Sandbox.js(name, source);
    return new TaskDefinition(
        js.name(),
        js.bundle(),
        js.runtime(),
        js.handler(),
        new TaskLimits(js.limits().memory(), Duration.ofSeconds(20), concurrency),
        js.priority(),
        ordered,
        js.placement(),
        js.environment(),
        js.permissions(),
        js.files());
  }

  private static TaskResult await(Future<TaskResult> result) throws Exception {
    return result.await(20, TimeUnit.SECONDS);
  }

  @Test
  void earliestDeadlineOfTheCallsThatWaitIsFirst() throws InterruptedException {
    sandbox.deploy(task("deadlines", BUSY, 1, false));
    sandbox.deliver(
        "deadlines",
        Priority.NORMAL,
        List.of(
            sandbox.eventOf("a", "100", NEVER),
            sandbox.eventOf("b", "3", NEVER),
            sandbox.eventOf("c", "2", 50_000),
            sandbox.eventOf("d", "1", 40_000)));
    for (String payload : List.of("100", "1", "2", "3")) {
      assertThat(sandbox.nextEvent().payload()).hasToString(payload);
    }
  }

  @Test
  void callPastItsDeadlineIsNotBegunAndItsAskerIsToldWhileAnotherRuns() throws Exception {
    sandbox.deploy(task("late", BUSY, 1, false));
    Future<TaskResult> long1 = sandbox.callLater("late", "3000");
    Future<TaskResult> late = sandbox.callLater("late", sandbox.eventOf("box", "0", 50));
    assertThat(await(late))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Reason.EXPIRED);
              assertThat(failed.message()).contains("deadline passed");
            });
    assertThat(long1.isComplete()).isFalse();
    assertThat(sandbox.status("late").failures()).containsOnly(Map.entry(Reason.EXPIRED, 1L));
    assertThat(await(long1)).isInstanceOf(Completed.class);
  }

  @Test
  void deliveryPastItsDeadlineIsCountedAndGoesToTheDeadLetterTopic() throws InterruptedException {
    sandbox.deploy(task("letters", BUSY, 1, false));
    sandbox.setOptions(new DeliveryOptions(null, null, null, TopicTemplate.parse("dead")));
    sandbox.deliver(
        "letters",
        Priority.NORMAL,
        List.of(sandbox.eventOf("a", "200", NEVER), sandbox.eventOf("b", "0", 20)));
    assertThat(List.of(sandbox.nextEvent().topic(), sandbox.nextEvent().topic()))
        .containsExactlyInAnyOrder("tasks/letters/result", "dead");
    assertThat(sandbox.status("letters").failures()).containsOnly(Map.entry(Reason.EXPIRED, 1L));
    assertThat(sandbox.status("letters").consequences().deadLetters()).isEqualTo(1);
  }

  @Test
  void callsOfADeviceRunOneAfterTheOtherAndThoseOfOthersBesideThem() throws InterruptedException {
    String source =
        """
        export function handler(n, { device }) {
          const begin = Date.now();
          while (Date.now() < begin + 5) {}
          return device + ' ' + n + ' ' + begin + ' ' + Date.now();
        }
        """;
    sandbox.deploy(task("ordered", source, 3, true));
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      events.add(sandbox.eventOf("d" + i % 4, Integer.toString(i), NEVER));
    }
    sandbox.deliver("ordered", Priority.NORMAL, events);
    Map<String, long[]> lastOf = new HashMap<>();
    long lastEnd = 0;
    int besides = 0;
    Pattern form = Pattern.compile("\"(\\w+) (\\d+) (\\d+) (\\d+)\"");
    for (int i = 0; i < 60; i++) {
      Matcher result = form.matcher(sandbox.nextEvent().payload().text());
      assertThat(result.matches()).isTrue();
      long number = Long.parseLong(result.group(2));
      long begin = Long.parseLong(result.group(3));
      long end = Long.parseLong(result.group(4));
      long[] last = lastOf.put(result.group(1), new long[] {number, end});
      if (last != null) {
        assertThat(number).isGreaterThan(last[0]);
        assertThat(begin).isGreaterThanOrEqualTo(last[1]);
      }
      besides += begin < lastEnd ? 1 : 0;
      lastEnd = Math.max(lastEnd, end);
    }
    assertThat(besides).isPositive();
    assertThat(sandbox.status("ordered").environments().count()).isEqualTo(3);
  }

  @Test
  void failedCallThatRestsDoesNotHoldUpItsDevice() throws InterruptedException {
    String source =
        """
        export function handler(n, { attempt }) {
          if (n === 1 && attempt === 1) throw new Error('not yet');
          return n;
        }
        """;
    sandbox.setOptions(new DeliveryOptions(null, null, new Retry(2, Duration.ofMillis(300)), null));
    sandbox.deploy(task("resting", source, 2, true));
    sandbox.deliver(
        "resting",
        Priority.NORMAL,
        List.of(sandbox.eventOf("a", "1", NEVER), sandbox.eventOf("a", "2", NEVER)));
    assertThat(sandbox.nextEvent().payload()).hasToString("2");
    assertThat(sandbox.nextEvent().payload()).hasToString("1");
  }

  /** Has more tasks than there are slots take that long for each of so many calls. */
  private static List<String> flood(String name, int millis, int calls) {
    List<String> names = IntStream.rangeClosed(1, SLOTS + 2).mapToObj(i -> name + i).toList();
    sandbox.deploy(
        names.stream().map(task -> task(task, BUSY, 1, false)).toArray(TaskDefinition[]::new));
    for (String task : names) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        events.add(sandbox.eventOf("a", Integer.toString(millis), NEVER));
      }
      sandbox.deliver(task, Priority.NORMAL, events);
    }
    return names;
  }

  private static void collect(int events) throws InterruptedException {
    for (int i = 0; i < events; i++) {
      sandbox.nextEvent();
    }
  }

  @Test
  void slotsChangeHandsUnderAFloodOfEveryOther() throws Exception {
    sandbox.deploy(task("quick", BUSY, 1, false));
    sandbox.call("quick", "0");
    List<String> flooded = flood("flood", 2, 200);
    assertThat(await(sandbox.callLater("quick", "0"))).isInstanceOf(Completed.class);
    // All of them run, though there are fewer slots, and none is through yet.
    assertThat(flooded).allMatch(task -> sandbox.status(task).queued() > 0);
    collect(200 * flooded.size());
  }

  @Test
  void highPriorityDoesNotWaitForASlotOfOthers() throws Exception {
    sandbox.deploy(task("urgent", BUSY, 1, false));
    sandbox.call("urgent", "0");
    List<String> flooded = flood("slow", 80, 4);
    sandbox.await(() -> sandbox.isUnderWay(flooded.getFirst()));
    sandbox.deliver("urgent", Priority.HIGH, List.of(sandbox.eventOf("a", "0", NEVER)));
    List<String> topics = new ArrayList<>();
    for (int i = 0; i < 4 * flooded.size() + 1; i++) {
      topics.add(sandbox.nextEvent().topic());
    }
    assertThat(topics.indexOf("tasks/urgent/result")).isLessThan(SLOTS);
  }

  @Test
  void callsThatRunLongDoNotHoldUpOthers() throws Exception {
    sandbox.deploy(task("brief", BUSY, 1, false));
    sandbox.call("brief", "0");
    List<String> flooded = flood("long", 2_000, 1);
    sandbox.await(() -> sandbox.isUnderWay(flooded.getFirst()));
    assertThat(await(sandbox.callLater("brief", "0"))).isInstanceOf(Completed.class);
    assertThat(sandbox.events).isEmpty();
    collect(flooded.size());
  }
}
