package io.edgecoordinator.task.selection;

import static io.edgecoordinator.task.selection.Claim.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.selection.SimulatedBox.Call;
import io.edgecoordinator.task.selection.SimulatedBox.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the selection promises, over random loads. */
class SelectionTest {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long WINDOW = 4 * MILLI;

  /** Durations from ten microseconds to the given time, short ones more often. */
  private static LongSupplier durations(Random random, long longest) {
    return () -> (long) (10 * MICRO * Math.pow(longest / (10.0 * MICRO), random.nextDouble()));
  }

  /** Has a task always have calls waiting, from a time on. */
  private static void backlog(
      SimulatedBox box, Task task, Priority priority, LongSupplier duration, long deadlineIn) {
    var lane = task.lanes.get(priority);
    Runnable refill =
        new Runnable() {
          @Override
          public void run() {
            while (lane.waiting.size() < 1_000) {
              long deadline = deadlineIn == NEVER ? NEVER : box.now + deadlineIn;
              box.arrive(task, priority, duration.getAsLong(), deadline);
            }
            box.at(box.now + 2 * MILLI, this);
          }
        };
    box.at(box.now, refill);
  }

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyCallOfAFiniteLoadIsStartedAndNoWorkIsLeftOnTheWay(long seed) {
    Random random = new Random(seed);
    int slots = 2 + random.nextInt(5);
    SimulatedBox box = new SimulatedBox(slots, slots + random.nextInt(20));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(20); i++) {
      tasks.add(box.task(1 + random.nextInt(3)));
    }
    LongSupplier duration = durations(random, SECOND);
    List<Call> calls = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < 2_000; i++) {
      time += (long) (-Math.log(random.nextDouble()) * 10 * MILLI);
      long deadline = random.nextBoolean() ? NEVER : time + random.nextLong(SECOND);
      box.at(
          time,
          () ->
              calls.add(
                  box.arrive(
                      any(random, tasks),
                      any(random, List.of(Priority.values())),
                      duration.getAsLong(),
                      deadline)));
    }
    box.run(NEVER - 1);
    assertThat(calls).hasSize(2_000).allMatch(call -> call.started >= 0);
    assertThat(box.choices).isEqualTo(2_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void tasksThatAlwaysHaveCallsGetTheSameShare(long seed) {
    Random random = new Random(seed);
    SimulatedBox box = new SimulatedBox(4, 32);
    for (int i = 0; i < 8; i++) {
      long longest = i == 0 ? 90 * MILLI : random.nextLong(1, 9_000) * 10 * MICRO;
      long deadlineIn = random.nextBoolean() ? NEVER : random.nextLong(SECOND);
      backlog(
          box,
          box.task(1 + random.nextInt(2)),
          Priority.NORMAL,
          durations(random, longest),
          deadlineIn);
    }
    box.run(20 * SECOND);
    long most = box.tasks.stream().mapToLong(Task::used).max().orElseThrow();
    long least = box.tasks.stream().mapToLong(Task::used).min().orElseThrow();
    // Each has two environments at most, and each of these one call or a window under way.
    assertThat(most - least).isLessThan(Selection.BURST + 2 * 90 * MILLI);
    assertThat(least).isGreaterThan(6 * SECOND);
  }

  @Test
  void whoComesBackBeginsLevelWithTheOthers() {
    SimulatedBox box = new SimulatedBox(2, 2);
    Task busy = box.task(1);
    Task sleeper = box.task(1);
    box.arrive(sleeper, Priority.NORMAL, MILLI, NEVER);
    backlog(box, busy, Priority.NORMAL, () -> MILLI, NEVER);
    box.run(10 * SECOND);
    backlog(box, sleeper, Priority.NORMAL, () -> MILLI, NEVER);
    long before = busy.used();
    box.run(11 * SECOND);
    assertThat(busy.used() - before).isBetween(400 * MILLI, 600 * MILLI);
    assertThat(sleeper.used()).isBetween(400 * MILLI, 600 * MILLI);
  }

  @Test
  void whatWasUsedAloneIsNotHeldAgainstAnybodyLater() {
    SimulatedBox box = new SimulatedBox(2, 2);
    Task first = box.task(1);
    Task second = box.task(1);
    backlog(box, first, Priority.NORMAL, () -> MILLI, NEVER);
    box.run(10 * SECOND);
    backlog(box, second, Priority.NORMAL, () -> MILLI, NEVER);
    long before = first.used();
    box.run(10 * SECOND + 100 * MILLI);
    assertThat(first.used() - before).isGreaterThan(40 * MILLI);
  }

  @Test
  void longCallIsHeldAgainstItsTaskForNoLongerThanItsBound() {
    SimulatedBox box = new SimulatedBox(2, 8);
    Task patient = box.task(1);
    box.arrive(patient, Priority.NORMAL, 60 * SECOND, NEVER);
    backlog(box, box.task(1), Priority.NORMAL, () -> MILLI, NEVER);
    backlog(box, box.task(1), Priority.NORMAL, () -> MILLI, NEVER);
    box.run(60 * SECOND - MILLI);
    Call next = box.arrive(patient, Priority.NORMAL, MILLI, NEVER);
    box.run(70 * SECOND);
    assertThat(next.started).isPositive();
    assertThat(next.waited()).isBetween(SECOND, 2 * Selection.MOST_AHEAD + Selection.LONG);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void callOfHighPriorityWaitsForOneSlotAtMost(long seed) {
    Random random = new Random(seed);
    SimulatedBox box = new SimulatedBox(4, 400);
    for (int i = 0; i < 20; i++) {
      backlog(
          box,
          box.task(2),
          i % 2 == 0 ? Priority.NORMAL : Priority.LOW,
          durations(random, SECOND),
          NEVER);
    }
    List<Task> urgent = List.of(box.task(1), box.task(1), box.task(1), box.task(1));
    List<Call> first = new ArrayList<>();
    List<Call> others = new ArrayList<>();
    for (long i = 1; i <= 100; i++) {
      // Spread out, so that those before have ended.
      long time = i * 300 * MILLI + random.nextLong(50 * MILLI);
      box.at(
          time,
          () -> {
            first.add(box.arrive(urgent.getFirst(), Priority.HIGH, MILLI, NEVER));
            for (Task task : urgent.subList(1, 4)) {
              others.add(box.arrive(task, Priority.HIGH, 90 * MILLI, NEVER));
            }
          });
    }
    box.run(31 * SECOND);
    assertThat(first).hasSize(100).allMatch(call -> call.waited() == 0);
    assertThat(others)
        .hasSize(300)
        .allMatch(call -> call.started >= 0 && call.waited() <= Selection.LONG);
  }

  @Test
  void slotIsHandedOverWithinAWindowWhereCallsAreShort() {
    SimulatedBox box = new SimulatedBox(2, 2);
    backlog(box, box.task(1), Priority.NORMAL, () -> 10 * MICRO, NEVER);
    Task other = box.task(1);
    List<Call> calls = new ArrayList<>();
    for (long i = 1; i <= 20; i++) {
      box.at(
          i * 100 * MILLI, () -> calls.add(box.arrive(other, Priority.NORMAL, 10 * MICRO, NEVER)));
    }
    box.run(3 * SECOND);
    assertThat(calls).allMatch(call -> call.started >= 0 && call.waited() <= WINDOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {20 * MICRO, 5 * MILLI, 90 * MILLI})
  void lesserPrioritiesGetTheirShareOfAFloodAndNotMuchMore(long longest) {
    Random random = new Random(longest);
    SimulatedBox box = new SimulatedBox(4, 32);
    List<Task> high = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      high.add(box.task(1));
      backlog(box, high.getLast(), Priority.HIGH, durations(random, longest), NEVER);
    }
    Task normal = box.task(4);
    backlog(box, normal, Priority.NORMAL, durations(random, longest), NEVER);
    Task low = box.task(4);
    backlog(box, low, Priority.LOW, durations(random, longest), NEVER);
    box.run(longest < MILLI ? SECOND : 20 * SECOND);
    double all = box.tasks.stream().mapToLong(Task::used).sum();
    assertThat(normal.used() / all).isBetween(0.9 / 16, 1.2 / 16);
    assertThat(low.used() / all).isBetween(0.9 / 64, 1.2 / 64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NORMAL", "LOW"})
  void lesserCallUnderAFloodIsStartedWithinItsBound(Priority lesser) {
    SimulatedBox box = new SimulatedBox(4, 32);
    for (int i = 0; i < 6; i++) {
      backlog(box, box.task(2), Priority.HIGH, () -> 50 * MILLI, NEVER);
    }
    Task task = box.task(1);
    List<Call> calls = new ArrayList<>();
    for (long i = 0; i < 5; i++) {
      box.at(i * 10 * SECOND, () -> calls.add(box.arrive(task, lesser, 2 * SECOND, NEVER)));
    }
    box.run(50 * SECOND);
    long parts = lesser == Priority.NORMAL ? 16 : 64;
    // What it may have had too much before, and the turn it waits for, on four slots.
    long bound = parts * (Selection.LONG + GuaranteedShare.TURN) / 4 + Selection.LONG;
    assertThat(calls).hasSize(5).allMatch(c -> c.started >= 0 && c.waited() <= bound);
  }

  @Test
  void callsThatRunLongDoNotHoldUpOthersButAreBounded() {
    SimulatedBox box = new SimulatedBox(4, 8);
    for (int i = 0; i < 7; i++) {
      box.arrive(box.task(1), Priority.NORMAL, 60 * SECOND, NEVER);
    }
    box.run(SECOND);
    Call tooMany = box.arrive(box.task(1), Priority.NORMAL, MILLI, NEVER);
    Call urgent = box.arrive(box.task(1), Priority.HIGH, MILLI, NEVER);
    box.run(2 * SECOND);
    assertThat(tooMany.started).isNegative();
    assertThat(urgent.waited()).isZero();
    box.run(100 * SECOND);
    assertThat(tooMany.started).isPositive();
  }

  @Test
  void earliestDeadlineIsFirstAmongTasks() {
    SimulatedBox box = new SimulatedBox(2, 2);
    box.arrive(box.task(1), Priority.NORMAL, 10 * MILLI, NEVER);
    Call never = box.arrive(box.task(1), Priority.NORMAL, MILLI, NEVER);
    Call late = box.arrive(box.task(1), Priority.NORMAL, MILLI, 60 * MILLI);
    Call early = box.arrive(box.task(1), Priority.NORMAL, MILLI, 50 * MILLI);
    box.run(SECOND);
    assertThat(early.started).isLessThan(late.started);
    assertThat(late.started).isLessThan(never.started);
  }

  @Test
  void whoIsAheadOfItsShareWaitsInSpiteOfItsDeadlines() {
    SimulatedBox box = new SimulatedBox(2, 2);
    Task hurried = box.task(1);
    Task patient = box.task(1);
    backlog(box, hurried, Priority.NORMAL, () -> MILLI, 1);
    backlog(box, patient, Priority.NORMAL, () -> MILLI, NEVER);
    box.run(10 * SECOND);
    assertThat(hurried.used() - patient.used()).isBetween(18 * MILLI, 28 * MILLI);
  }

  @Test
  void taskWithoutMemoryForItsEnvironmentIsPassedOverUntilThereIsSome() {
    Selection<String> selection = new Selection<>();
    Claim<String> big = selection.claim("big", Priority.HIGH);
    Claim<String> small = selection.claim("small", Priority.LOW);
    selection.waits(big, true, false, 100, NEVER);
    selection.waits(small, true, false, 10, NEVER);
    assertThat(selection.next(new Availability(4, 4, 50))).isSameAs(small);
    selection.rests(small);
    assertThat(selection.next(new Availability(4, 4, 99))).isNull();
    selection.waits(big, true, false, 100, NEVER);
    assertThat(selection.next(new Availability(4, 4, 99))).isNull();
    assertThat(selection.next(new Availability(4, 4, 100))).isSameAs(big);
  }
}
