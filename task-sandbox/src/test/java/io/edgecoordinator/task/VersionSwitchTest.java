package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.DeliveryOptions.Retry;
import io.edgecoordinator.task.TaskResult.Completed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A version of a task takes the place of another while calls are under way. */
class VersionSwitchTest {

  /** Returns its version, a number that it keeps, and the event, after as many milliseconds. */
  private static final String STAMP =
      """
      let count = 0;
      export function handler(e) {
        const end = Date.now() + %d;
        while (Date.now() < end) {}
        return [%d, ++count, e];
      }
      """;

  private Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static TaskDefinition version(int version, int millis) {
    return version("task", version, millis);
  }

  private static TaskDefinition version(String name, int version, int millis) {
    return Sandbox.js(name, STAMP.formatted(millis, version));
  }

  private void deliver(QoS qos, int from, int to) {
    List<String> numbers = IntStream.range(from, to).mapToObj(Integer::toString).toList();
    sandbox.deliver("task", Map.of(), numbers, qos, Acknowledgement.NONE);
  }

  /** Returns versions and numbers of so many results. */
  private List<String> results(int count) throws InterruptedException {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] parts =
          sandbox.nextEvent().payload().text().replaceAll("[\\[\\]]", "").split(",", -1);
      results.add(parts[0] + ":" + parts[2]);
    }
    return results;
  }

  private static List<String> expected(int version, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> version + ":" + i).toList();
  }

  /** Switches, with events just before and after, as a table that is replaced would route them. */
  private void switchTo(TaskSet next, QoS qos, int from, int middle, int to) {
    sandbox.onLoop(() -> {
      sandbox.send("task", numbers(from, middle), qos);
      sandbox.activate(next);
      sandbox.send("task", numbers(middle, to), qos);
      return Future.succeededFuture();
    });
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = QoS.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE"})
  void callsEndInTheVersionTheyWereRoutedToAndInOrder(QoS qos) throws InterruptedException {
    sandbox.deploy(version(1, 2));
    TaskSet next = sandbox.load(version(2, 0));
    deliver(qos, 0, 50);
    switchTo(next, qos, 50, 100, 150);
    List<String> wanted = new ArrayList<>(expected(1, 0, 100));
    wanted.addAll(expected(2, 100, 150));
    assertThat(results(150)).isEqualTo(wanted);
    assertThat(sandbox.handedOver()).isZero();
    sandbox.await(() -> sandbox.environmentsNow() == 1);
  }

  @Test
  void severalSwitchesAtOnceKeepEachCallToItsVersion() throws InterruptedException {
    sandbox.deploy(version(0, 1));
    List<TaskSet> versions = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      versions.add(sandbox.load(version(i, 1)));
    }
    List<String> wanted = new ArrayList<>();
    sandbox.onLoop(() -> {
      for (int i = 0; i < 3; i++) {
        sandbox.send(
            "task",
            numbers(10 * i, 10 * i + 10),
            List.of(QoS.AT_MOST_ONCE, QoS.AT_LEAST_ONCE).get(i % 2));
        sandbox.activate(versions.get(i));
        wanted.addAll(expected(i, 10 * i, 10 * i + 10));
      }
      sandbox.send("task", numbers(30, 40), QoS.AT_MOST_ONCE);
      wanted.addAll(expected(3, 30, 40));
      return Future.succeededFuture();
    });
    assertThat(results(40)).isEqualTo(wanted);
    sandbox.await(() -> sandbox.environmentsNow() == 1);
  }

  @Test
  void ofTooManyVersionsTheOldestGivesItsCallsToTheNext() throws InterruptedException {
    sandbox.deploy(version(0, 20));
    List<TaskSet> versions = new ArrayList<>();
    for (int i = 1; i <= Handovers.MOST + 1; i++) {
      versions.add(sandbox.load(version(i, 0)));
    }
    deliver(QoS.AT_MOST_ONCE, 0, 30);
    sandbox.await(() -> sandbox.isUnderWay("task"));
    versions.forEach(each -> switchTo(each, QoS.AT_MOST_ONCE, 0, 0, 0));
    List<String> results = results(30);
    assertThat(results).contains("0:0", "1:29"); // the former ends what it had begun
    assertThat(sandbox.handedOver()).isPositive();
  }

  @Test
  void whatIsLeftAfterAWhileGoesToTheNewVersionAndIsCounted() throws InterruptedException {
    sandbox.deploy(version(1, 100));
    TaskSet next = sandbox.load(version(2, 0));
    long began = System.nanoTime();
    switchTo(next, QoS.AT_LEAST_ONCE, 0, 60, 70);
    List<String> results = results(70);
    assertThat(Duration.ofNanos(System.nanoTime() - began).toMillis())
        .isBetween(Handovers.LONGEST_MILLIS - 100, Handovers.LONGEST_MILLIS + 1_500);
    long old = results.stream().filter(each -> each.startsWith("1:")).count();
    assertThat(old).isBetween(5L, 40L);
    assertThat(sandbox.handedOver()).isEqualTo(60 - old);
  }

  @Test
  void aRetryWithinThatTimeRunsInTheFormerVersionAndHoldsUpNobody() throws InterruptedException {
    String source =
        """
        export function handler(e, { attempt }) {
          if (e === 0 && attempt === 1) throw new Error('not yet');
          return [%d, 0, e];
        }
        """;
    sandbox.setOptions(new DeliveryOptions(null, null, new Retry(2, Duration.ofMillis(400)), null));
    sandbox.deploy(Sandbox.js("task", source.formatted(1)));
    TaskSet next = sandbox.load(Sandbox.js("task", source.formatted(2)));
    switchTo(next, QoS.AT_MOST_ONCE, 0, 2, 4);
    assertThat(results(4)).containsExactly("1:1", "2:2", "2:3", "1:0");
    assertThat(sandbox.handedOver()).isZero();
  }

  @Test
  void aCallOfAFormerVersionInvokesTheFormerVersionOfAnotherTask() throws Exception {
    String caller =
        """
        export async function handler(e, context) {
          return [%d, await context.invoke('callee', e)];
        }
        """;
    TaskDefinition before = invoking(Sandbox.js("task", caller.formatted(1)));
    TaskDefinition after = invoking(Sandbox.js("task", caller.formatted(2)));
    sandbox.deploy(before, version("callee", 1, 50));
    TaskSet next = sandbox.load(after, version("callee", 2, 0));
    Future<TaskResult> old = sandbox.callLater("task", "7");
    sandbox.await(() -> sandbox.isUnderWay("callee"));
    Future<TaskResult> old2 = sandbox.callLater("task", "8");
    sandbox.onLoop(() -> {
      sandbox.activate(next);
      return Future.succeededFuture();
    });
    assertThat(returned(old)).isEqualTo("[1,[1,1,7]]");
    assertThat(returned(old2)).as("called by name: by the newest").startsWith("[");
    assertThat(returned(sandbox.callLater("task", "9"))).startsWith("[2,[2,");
  }

  private static TaskDefinition invoking(TaskDefinition task) {
    return Sandbox.with(
        task, task.limits(), new Permissions(List.of("out/#"), List.of(), List.of("*"), List.of()));
  }

  private static String returned(Future<TaskResult> call) throws Exception {
    TaskResult result = call.await(20, TimeUnit.SECONDS);
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  @Test
  void anUnchangedTaskGoesOnUndisturbed() throws InterruptedException {
    sandbox.deploy(version("task", 1, 100), version("other", 1, 0));
    deliver(QoS.AT_MOST_ONCE, 0, 5);
    sandbox.await(() -> sandbox.isUnderWay("task"));
    sandbox.deploy(version("task", 1, 100), version("other", 2, 0));
    assertThat(sandbox.nextEvent().payload()).hasToString("[1,1,0]");
    for (int i = 1; i < 5; i++) {
      assertThat(sandbox.nextEvent().payload()).hasToString("[1,%d,%d]".formatted(i + 1, i));
    }
    sandbox.await(() -> sandbox.statusNow("task").calls() == 5);
    assertThat(sandbox.call("other", "1"))
        .isInstanceOfSatisfying(
            Completed.class, done -> assertThat(done.returned()).hasToString("[2,1,1]"));
  }

  @Test
  void aFileThatTheTaskDoesNotNameMakesItAnotherToo() {
    Map<String, String> files =
        Map.of("task.js", STAMP.formatted(0, 1), "data.json", "1", "bundle.yaml", "a");
    TaskDefinition one = Sandbox.js("task", files);
    assertThat(one)
        .isEqualTo(Sandbox.js("task", files))
        .hasSameHashCodeAs(Sandbox.js("task", files));
    assertThat(one)
        .isNotEqualTo(
            Sandbox.js(
                "task",
                Map.of("task.js", STAMP.formatted(0, 1), "data.json", "2", "bundle.yaml", "a")))
        .isNotEqualTo(
            Sandbox.js("task", Map.of("task.js", STAMP.formatted(0, 1), "data.json1", "")));
  }

  @Test
  void aSetThatWasLoadedBeforeAnotherWasActivatedHasWhatItSays() {
    sandbox.deploy(version(1, 0));
    TaskSet same = sandbox.load(version(1, 0));
    TaskSet other = sandbox.load(version(2, 0));
    TaskSet otherToo = sandbox.load(version(2, 0));
    sandbox.activateNow(other);
    assertThat(stamp()).startsWith("[2,1");
    sandbox.activateNow(otherToo);
    assertThat(stamp()).as("the same is there already").startsWith("[2,2");
    sandbox.activateNow(same);
    assertThat(stamp()).as("loaded anew").startsWith("[1,1");
    sandbox.await(() -> sandbox.environmentsNow() == 1);
  }

  private String stamp() {
    return String.valueOf(((Completed) sandbox.call("task", "0")).returned());
  }

  @Test
  void aDiscardedSetChangesNothingAndSaysSo() {
    sandbox.deploy(version(1, 0));
    assertThat(stamp()).isEqualTo("[1,1,0]");
    Future<List<TaskFault>> loaded =
        sandbox.onLoop(() -> {
          TaskSet set = sandbox.loadNow(version(1, 0), version("other", 1, 0));
          Future<List<TaskFault>> known = set.loaded();
          set.discard();
          return Future.succeededFuture(known);
        });
    assertThat(loaded.transform(done -> Future.succeededFuture(done.failed())).await()).isTrue();
    assertThat(stamp()).isEqualTo("[1,2,0]");
    sandbox.await(() -> sandbox.environmentsNow() == 1);
  }

  @Test
  void aTaskRemovedWhileItsFormerVersionGoesOnIsGone() throws InterruptedException {
    sandbox.deploy(version(1, 100));
    TaskSet next = sandbox.load(version(2, 0));
    deliver(QoS.AT_MOST_ONCE, 0, 10);
    sandbox.await(() -> sandbox.isUnderWay("task"));
    switchTo(next, QoS.AT_MOST_ONCE, 10, 10, 15);
    sandbox.remove("task");
    assertThat(results(1)).isEqualTo(expected(1, 0, 1));
    sandbox.await(() -> sandbox.environmentsNow() == 0);
    assertThat(sandbox.events).isEmpty();
  }

  @Test
  void aStopWhileAFormerVersionGoesOnEndsTheCallsThatWouldBeLost() throws InterruptedException {
    sandbox.deploy(version(1, 10));
    TaskSet next = sandbox.load(version(2, 0));
    switchTo(next, QoS.AT_MOST_ONCE, 0, 20, 30);
    sandbox.drain();
    List<String> wanted = new ArrayList<>(expected(1, 0, 20));
    wanted.addAll(expected(2, 20, 30));
    assertThat(results(30)).isEqualTo(wanted);
  }

  @Test
  void durableCallsLeftByAStopAmidAHandoverRunAfterTheNextStart() throws InterruptedException {
    MemoryStore.Disk disk = new MemoryStore.Disk();
    sandbox.close();
    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    sandbox.deploy(version(1, 50));
    TaskSet next = sandbox.load(version(2, 0));
    switchTo(next, QoS.AT_LEAST_ONCE, 0, 10, 20);
    sandbox.await(() -> disk.count("task:task/normal") == 20);
    sandbox.crash();
    sandbox.events.clear();
    sandbox = new Sandbox(SchedulerLimits.DEFAULT, disk);
    sandbox.deploy(version(2, 0));
    List<String> results = results(1);
    while (!results.getLast().equals("2:19")) {
      results.addAll(results(1));
    }
    assertThat(sandbox.handedOver()).isZero();
    sandbox.await(() -> disk.count("task:task/normal") == 0);
  }

  @Test
  void aTaskIsAskedWhetherItMayBeReplacedAheadOfItsCalls() throws Exception {
    String source =
        """
        export function handler(e, context) {
          if (context.topic === 'coordinator/safe-to-update') return context.%s;
          return [1, 0, e];
        }
        """;
    TaskDefinition no = asked(Sandbox.js("no", source.formatted("attempt !== 1")));
    TaskDefinition yes = asked(Sandbox.js("yes", source.formatted("topic")));
    TaskDefinition broken = asked(Sandbox.js("broken", source.formatted("what.is.that")));
    TaskDefinition notAsked = Sandbox.js("not-asked", source.formatted("attempt !== 1"));
    sandbox.deploy(no, yes, broken, notAsked);
    List<String> names = List.of("no", "yes", "broken", "not-asked", "not-there");
    assertThat(sandbox.askSafeToUpdate(names, Payload.of("{}"))).containsExactly("no");
    assertThat(sandbox.status("not-asked").calls()).isZero();
    assertThat(sandbox.events.stream().map(Event::topic)).isEmpty();
  }

  private static TaskDefinition asked(TaskDefinition task) {
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
        task.files(),
        task.signer(),
        true);
  }
}
