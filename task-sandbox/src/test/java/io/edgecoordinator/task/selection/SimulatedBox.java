package io.edgecoordinator.task.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.selection.Claim.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tasks, their environments and a clock without anything that really runs, and the scheduler's part
 * of the work with a {@link Selection}. After each step it is checked that no work was left that
 * could have been begun, and at each choice that it was the right one within its priority.
 */
final class SimulatedBox {

  private static final long WINDOW = 4_000_000;

  final Selection<Lane> selection = new Selection<>();
  final List<Task> tasks = new ArrayList<>();
  long now;
  Availability offer;
  int choices;
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::number));
  private long lastStep;

  private record Step(long at, long number, Runnable what) {}

  /** A call; times in nanoseconds, {@code started} is -1 before it is. */
  static final class Call {
    final Lane lane;
    final long arrived;
    final long duration;
    final long deadline;
    long started = -1;

    Call(Lane lane, long arrived, long duration, long deadline) {
      this.lane = lane;
      this.arrived = arrived;
      this.duration = duration;
      this.deadline = deadline;
    }

    long waited() {
      return started - arrived;
    }
  }

  /** The calls of one task and one priority. */
  static final class Lane {
    final Task task;
    final Claim<Lane> claim;
    final PriorityQueue<Call> waiting =
        new PriorityQueue<>(
            Comparator.<Call>comparingLong(call -> call.deadline)
                .thenComparingLong(call -> call.arrived));
    long used;

    Lane(Task task, Priority priority, Selection<Lane> selection) {
      this.task = task;
      this.claim = selection.claim(this, priority);
    }
  }

  /** A task with all environments it may have. */
  static final class Task {
    final List<Environment> environments = new ArrayList<>();
    final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);

    @Nullable Environment roomiest(boolean idle) {
      return environments.stream()
          .filter(e -> e.underWay.isEmpty() ? idle : !idle && e.underWay.size() < e.window())
          .min(Comparator.comparingInt(e -> e.underWay.size()))
          .orElse(null);
    }

    long used() {
      return lanes.values().stream().mapToLong(lane -> lane.used).sum();
    }
  }

  /** An environment. */
  static final class Environment {
    final ArrayDeque<Call> underWay = new ArrayDeque<>();
    double average = WINDOW;
    @Nullable Slot slot;

    int window() {
      return (int) Math.clamp(WINDOW / average, 1, 512);
    }
  }

  SimulatedBox(int slots, int running) {
    offer = new Availability(slots, running, Long.MAX_VALUE);
  }

  Task task(int concurrency) {
    Task task = new Task();
    for (int i = 0; i < concurrency; i++) {
      task.environments.add(new Environment());
    }
    for (Priority priority : Priority.values()) {
      task.lanes.put(priority, new Lane(task, priority, selection));
    }
    tasks.add(task);
    return task;
  }

  void at(long time, Runnable what) {
    steps.add(new Step(time, ++lastStep, what));
  }

  /** Has a call arrive now. */
  Call arrive(Task task, Priority priority, long duration, long deadline) {
    Lane lane = task.lanes.get(priority);
    Call call = new Call(lane, now, duration, deadline);
    lane.waiting.add(call);
    refresh(task);
    dispatch();
    return call;
  }

  /** Goes on until nothing happens any more, or until a time. */
  void run(long until) {
    for (Step next; (next = steps.peek()) != null && next.at() <= until; ) {
      steps.remove();
      now = next.at();
      next.what().run();
    }
    now = Math.max(now, until);
  }

  private void dispatch() {
    for (Claim<Lane> next; (next = selection.next(offer)) != null; ) {
      choices++;
      assertThat(isRightWithinItsPriority(next)).isTrue();
      begin(next.owner(), next.isGrantedSlot());
      refresh(next.owner().task);
    }
    assertThat(isWorkLeft()).isFalse();
  }

  private void begin(Lane lane, boolean withSlot) {
    Environment environment = lane.task.roomiest(withSlot);
    assertThat(environment).as("an environment with room").isNotNull();
    Call call = lane.waiting.remove();
    call.started = now;
    environment.underWay.add(call);
    if (withSlot) {
      environment.slot = selection.start(lane.claim);
      runHead(environment);
    }
  }

  private void runHead(Environment environment) {
    Call head = environment.underWay.element();
    if (head.duration > Selection.LONG) {
      at(
          now + Selection.LONG,
          () -> {
            selection.runsLong(environment.slot);
            refresh(head.lane.task);
            dispatch();
          });
    }
    at(now + head.duration, () -> finish(environment));
  }

  private void finish(Environment environment) {
    Call call = environment.underWay.remove();
    environment.average += (call.duration / 1.0 - environment.average) * 0.1;
    call.lane.used += call.duration;
    selection.charge(call.lane.claim, call.duration);
    if (environment.underWay.isEmpty()) {
      selection.end(environment.slot);
      environment.slot = null;
    } else {
      selection.goesOn(environment.slot);
      runHead(environment);
    }
    refresh(call.lane.task);
    dispatch();
  }

  private void refresh(Task task) {
    boolean canStart = task.roomiest(true) != null;
    boolean canRefill = task.roomiest(false) != null;
    boolean runs = task.environments.stream().anyMatch(e -> e.slot != null && !e.slot.isLong());
    for (Lane lane : task.lanes.values()) {
      if (lane.waiting.isEmpty()) {
        selection.rests(lane.claim);
      } else if (canStart || canRefill) {
        selection.waits(lane.claim, canStart, canRefill, 0, lane.waiting.element().deadline);
      } else if (runs) {
        selection.isBacklogged(lane.claim);
      } else {
        selection.rests(lane.claim);
      }
    }
  }

  /** The definition, without heaps: the earliest deadline of those that are not ahead. */
  private boolean isRightWithinItsPriority(Claim<Lane> chosen) {
    List<Claim<Lane>> rivals =
        tasks.stream()
            .map(task -> task.lanes.get(chosen.priority()).claim)
            .filter(claim -> claim.standing != Standing.OUT)
            .toList();
    long least = rivals.stream().mapToLong(claim -> claim.virtualTime).min().orElseThrow();
    List<Claim<Lane>> eligible =
        rivals.stream()
            .filter(claim -> claim.standing == Standing.WAITING)
            .filter(claim -> claim.virtualTime <= least + Selection.BURST)
            .toList();
    if (eligible.isEmpty()) {
      return rivals.stream()
          .filter(claim -> claim.standing == Standing.WAITING)
          .allMatch(claim -> claim.virtualTime >= chosen.virtualTime);
    }
    return eligible.contains(chosen)
        && eligible.stream()
            .allMatch(claim ->
                claim.deadline > chosen.deadline
                    || (claim.deadline == chosen.deadline
                        && claim.virtualTime >= chosen.virtualTime));
  }

  private boolean isWorkLeft() {
    int held = 0;
    int ordinary = 0;
    int running = 0;
    for (Task task : tasks) {
      for (Environment environment : task.environments) {
        if (environment.slot != null) {
          running++;
          held += environment.slot.isLong() ? 0 : 1;
          ordinary +=
              environment.slot.isLong() || environment.slot.priority == Priority.HIGH ? 0 : 1;
        }
      }
    }
    assertThat(running).isLessThanOrEqualTo(offer.running());
    boolean isSlotWantedFor = false;
    boolean couldRefill = false;
    for (Task task : tasks) {
      for (Lane lane : task.lanes.values()) {
        if (!lane.waiting.isEmpty()) {
          boolean couldStart = task.roomiest(true) != null;
          isSlotWantedFor |= couldStart;
          couldRefill |= task.roomiest(false) != null;
          boolean free =
              held < offer.slots()
                  && running < offer.running() - 1
                  && (lane.claim.priority() == Priority.HIGH || ordinary < offer.slots() - 1);
          if (couldStart && free) {
            return true;
          }
        }
      }
    }
    return couldRefill && !isSlotWantedFor;
  }
}
