package io.edgecoordinator.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a task keeps, on a store that is real but for its disk. */
class TaskStateTest {

  private static final StateLimits LIMITS = new StateLimits(1_000, 5, 10, 3, 10);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private TaskStates states = open();
  private TaskState state = states.of("counter");

  private TaskStates open() {
    CallQueues queues = new CallQueues(loop, SchedulerLimits.DEFAULT, InstantSource.system());
    queues.keepIn(new MemoryStore(loop, disk), new QueueBudget(1 << 20));
    return new TaskStates(queues, LIMITS);
  }

  private void restart() {
    safe();
    states = open();
    state = states.of("counter");
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> work.get().onComplete(done));
    try {
      return done.future().await(10, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  private HostRequest.Reply get(String key) {
    return onLoop(() -> {
      Promise<HostRequest.Reply> reply = Promise.promise();
      state.get(key, reply::complete);
      return reply.future();
    });
  }

  private String text(String key) {
    HostRequest.Done done = (HostRequest.Done) get(key);
    byte[] content = done.content();
    return content == null ? "none" : new String(content, UTF_8);
  }

  private long version(String key) {
    return ((HostRequest.Done) get(key)).number();
  }

  private static Optional<byte[]> value(String text) {
    return Optional.of(text.getBytes(UTF_8));
  }

  private static StateChanges put(String key, String text) {
    return new StateChanges(Map.of(), Map.of(key, value(text)));
  }

  private StateChange saved(StateChanges changes) {
    return onLoop(() -> {
      Promise<StateChange> saved = Promise.promise();
      state.whenFree(
          null,
          _ -> {
            StateChange change = state.apply(changes);
            state.save(change);
            saved.complete(change);
          });
      return saved.future();
    });
  }

  private void safe() {
    onLoop(() -> {
      Promise<Void> safe = Promise.promise();
      states.store().whenSafe(_ -> safe.complete());
      return safe.future();
    });
  }

  @Test
  void whatIsSavedIsThereAtOnceAndAfterARestart() {
    assertThat(version("a")).isZero();
    saved(put("a", "1"));
    assertThat(text("a")).isEqualTo("1");
    assertThat(version("a")).isPositive();
    saved(put("b", "2"));
    restart();
    assertThat(text("a")).isEqualTo("1");
    assertThat(text("b")).isEqualTo("2");
    saved(new StateChanges(Map.of(), Map.of("a", Optional.empty())));
    restart();
    assertThat(text("a")).isEqualTo("none");
    assertThat(states.bytes()).isEqualTo(2);
  }

  @Test
  void tasksDoNotSeeEachOther() {
    saved(put("a", "1"));
    state = states.of("other");
    assertThat(text("a")).isEqualTo("none");
  }

  @Test
  void keysComeInOrderFromTheirBeginning() {
    saved(put("b2", ""));
    saved(put("b1", ""));
    saved(put("c", ""));
    HostRequest.Reply reply =
        onLoop(() -> {
          Promise<HostRequest.Reply> keys = Promise.promise();
          state.keys("b", keys::complete);
          return keys.future();
        });
    assertThat(((HostRequest.Done) reply).content()).isEqualTo("b1\0b2".getBytes(UTF_8));
  }

  @Test
  void aCallIsOvertakenWhenWhatItReadHasChanged() {
    saved(put("a", "1"));
    long read = version("a");
    StateChanges increment = new StateChanges(Map.of("a", read), Map.of("a", value("2")));
    assertThat(state.isOvertaken(increment)).isFalse();
    saved(put("b", "1"));
    assertThat(state.isOvertaken(increment)).isFalse();
    saved(put("a", "1"));
    assertThat(state.isOvertaken(increment)).isTrue();
    assertThat(state.isOvertaken(new StateChanges(Map.of("a", read), Map.of()))).isFalse();
    assertThat(state.isOvertaken(new StateChanges(Map.of("a", read, "b", 0L), Map.of()))).isTrue();
  }

  @Test
  void nobodyReadsWhatIsNotSavedYetAndMayBeUndone() {
    saved(put("a", "1"));
    List<String> seen = new ArrayList<>();
    onLoop(() -> {
      StateChange change = state.apply(put("a", "2"));
      state.get("a", reply -> seen.add(new String(((HostRequest.Done) reply).content(), UTF_8)));
      assertThat(seen).isEmpty();
      state.undo(change);
      return Future.succeededFuture();
    });
    assertThat(seen).containsExactly("1");
    restart();
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void whatTheDiskRefusesIsTakenBackWithAllThatBuildsOnIt() {
    saved(put("a", "1"));
    safe();
    List<String> undone = new ArrayList<>();
    StateChange second = saved(put("a", "2"));
    StateChange third = saved(put("a", "3"));
    second.onUndone(() -> undone.add("second"));
    third.onUndone(() -> undone.add("third"));
    long read = version("a");
    onLoop(() -> {
      state.takeBack(second);
      return Future.succeededFuture();
    });
    assertThat(undone).containsExactly("third", "second");
    assertThat(third.isUndone()).isTrue();
    assertThat(text("a")).isEqualTo("1");
    assertThat(version("a")).isGreaterThan(read);
    restart();
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void aLimitThatWouldBeBrokenIsNamed() {
    saved(put("a", "123"));
    assertThat(state.excess(put("b", "1"), 6)).isNull();
    assertThat(state.excess(put("b", "12"), 6))
        .isEqualTo("its state would have 7 bytes; its limit state is 6");
    assertThat(state.excess(put("a", "1234567"), 6)).contains("8 bytes");
    assertThat(state.excess(put("a", "1"), 2)).as("less than before").isNull();
    assertThat(state.excess(put("12345678901", "1"), 100)).contains("a key", "11 bytes", "10");
    assertThat(state.excess(put("b", "x".repeat(1_000)), 2_000))
        .contains("the states of all tasks", "1005", "1000");
    for (String key : List.of("b", "c", "d", "e")) {
      saved(put(key, ""));
    }
    assertThat(state.excess(put("f", ""), 100)).contains("6 keys", "may have 5");
  }

  @Test
  void aStateThatHasNoRoomInMemoryIsRefused() {
    saved(put("a", "x".repeat(700)));
    state = states.of("other");
    saved(put("a", "x".repeat(100)));
    restart();
    saved(put("b", "x".repeat(250)));
    state = states.of("other");
    assertThat(((HostRequest.Refused) get("a")).message())
        .contains("task other", "101 bytes", "has no room");
  }

  @Test
  void aCallThatIsRunAgainIsNotOvertakenOnceMore() {
    get("a");
    Entry<TaskDelivery> favoured = entry();
    Entry<TaskDelivery> other = entry();
    List<String> order = new ArrayList<>();
    onLoop(() -> {
      state.favour(favoured, 10_000);
      state.whenFree(other, _ -> order.add("other"));
      state.whenFree(null, _ -> order.add("reader"));
      state.whenFree(favoured, _ -> order.add("favoured"));
      state.ended(other);
      assertThat(order).containsExactly("reader", "favoured");
      state.ended(favoured);
      return Future.succeededFuture();
    });
    assertThat(order).containsExactly("reader", "favoured", "other");
  }

  private static Entry<TaskDelivery> entry() {
    Event event =
        new Event(1, new Source.Operator(), null, "a", Payload.EMPTY, QoS.AT_MOST_ONCE, false, 0);
    return new Entry<>(new TaskDelivery(event, Map.of(), "", Priority.NORMAL, null), 0);
  }

  @Test
  void theStateOfATaskThatIsGoneCanBeSeenAndDropped() {
    saved(put("a", "1"));
    saved(put("b", "2"));
    safe();
    states = open();
    assertThat(onLoop(() -> states.values("counter"))).containsOnlyKeys("a", "b");
    assertThat(onLoop(() -> states.drop("counter", "a"))).isOne();
    assertThat(onLoop(() -> states.drop("counter", "a"))).isZero();
    state = states.of("counter");
    assertThat(text("b")).isEqualTo("2");
    assertThat(onLoop(() -> states.drop("counter", null))).isOne();
    assertThat(text("b")).isEqualTo("none");
    assertThat(states.bytes()).isZero();
  }
}
