package io.edgecoordinator.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DeliveryQueue;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueBudget;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues in front of the real store, of which only two deliveries may be in memory. */
class DeliveryQueueTest {

  private static final QueueLimits IN_MEMORY =
      new QueueLimits(1000, 2, Duration.ofDays(1), OnFull.REJECT);

  @TempDir Path folder;
  private final EventLoop loop = new EventLoop();
  private QueueBudget budget = new QueueBudget(1_000_000);
  private final List<Admission> admissions = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private final EventIds ids = new EventIds(clock);
  private SqliteStore store;
  private DeliveryQueue<Note> queue;

  @BeforeEach
  void openStore() throws Exception {
    store = loop.await(() -> SqliteStore.open(loop.context, folder, StoreLimits.DEFAULT));
    queue(1000, OnFull.REJECT);
  }

  @AfterEach
  void closeStore() throws Exception {
    loop.await(store::close);
    loop.close();
  }

  private void queue(int count, OnFull onFull) throws Exception {
    QueueLimits limits = new QueueLimits(1_000_000, count, Duration.ofHours(1), onFull);
    queue =
        loop.get(() -> {
          DeliveryLog<Note> log = store.deliveries("a", Note.CODEC);
          return new DeliveryQueue<>("a", store, log, limits, IN_MEMORY, budget, clock, () -> {});
        });
  }

  private void restart(int count, OnFull onFull) throws Exception {
    loop.await(store::close);
    budget = new QueueBudget(1_000_000);
    store = loop.await(() -> SqliteStore.open(loop.context, folder, StoreLimits.DEFAULT));
    queue(count, onFull);
  }

  @Test
  void aQueueLongerThanItsMemoryIsDeliveredInOrder() throws Exception {
    offer(0, 100);
    assertThat(drain(100)).isEqualTo(numbers(0, 100));
    assertThat(queue.count()).isZero();
    assertThat(budget.used()).isZero();
    awaitAdmissions(100);
  }

  @Test
  void itGoesOnAfterARestartWhereItStopped() throws Exception {
    offer(0, 50);
    assertThat(drain(20)).isEqualTo(numbers(0, 20));
    restart(1000, OnFull.REJECT);
    assertThat(queue.count()).isEqualTo(30);
    inTurn(() -> queue.resume());
    assertThat(drain(30)).isEqualTo(numbers(20, 50));
  }

  @Test
  void whatIsPutBackAndParkedComesFirstAgain() throws Exception {
    offer(0, 10);
    awaitAdmissions(10);
    inTurn(() -> {
      List<Entry<Note>> taken = new ArrayList<>();
      for (Entry<Note> entry = queue.poll(); entry != null; entry = queue.poll()) {
        taken.add(entry);
      }
      assertThat(taken).isNotEmpty();
      taken.reversed().forEach(queue::putBack);
      queue.park(); // while a page is being read
      assertThat(queue.poll()).isNull();
      queue.resume();
    });
    assertThat(drain(10)).isEqualTo(numbers(0, 10));
  }

  @Test
  void whatNeedNotSurviveIsGivenUpWhenItsDestinationIsAway() throws Exception {
    inTurn(() -> {
      queue.offer(Note.of("volatile", ids.next()), false, admissions::add);
      queue.offer(Note.of("0", ids.next()), true, admissions::add);
      queue.park();
      assertThat(queue.count()).isEqualTo(1);
      queue.offer(Note.of("1", ids.next()), true, admissions::add);
      queue.resume();
    });
    assertThat(drain(2)).isEqualTo(numbers(0, 2));
    assertThat(queue.status().dropped()).containsEntry(Drop.AWAY, 1L);
  }

  @Test
  void theOldestMakeRoomAlsoIfTheyAreOnDiskOnly() throws Exception {
    queue(10, OnFull.DROP_OLDEST);
    inTurn(() -> queue.park());
    for (int i = 0; i < 100; i++) {
      offer(i, i + 1);
      awaitAdmissions(i + 1);
    }
    EventLoop.until(() -> queue.count() == 10);
    inTurn(() -> queue.resume());
    assertThat(drain(10)).isEqualTo(numbers(90, 100));
    assertThat(queue.status().dropped()).containsEntry(Drop.FULL, 90L);
  }

  @Test
  void aFullQueueRefusesOrDropsWhatComes() throws Exception {
    queue(3, OnFull.REJECT);
    offer(0, 4);
    awaitAdmissions(4);
    assertThat(admissions.getFirst()).isInstanceOf(Admission.Refused.class);
    queue(3, OnFull.DROP_NEWEST);
    admissions.clear();
    offer(4, 5);
    assertThat(admissions).containsExactly(new Admission.Accepted(0));
  }

  @Test
  void whatIsTooOldOnDiskIsGivenUp() throws Exception {
    inTurn(() -> queue.park());
    offer(0, 10);
    awaitAdmissions(10);
    now = now.plus(Duration.ofHours(2));
    offer(10, 12);
    awaitAdmissions(12);
    inTurn(() -> queue.sweep());
    EventLoop.until(() -> queue.count() == 2);
    inTurn(() -> queue.resume());
    assertThat(drain(2)).isEqualTo(numbers(10, 12));
    assertThat(queue.status().dropped()).containsEntry(Drop.TOO_OLD, 10L);
  }

  @Test
  void whatNobodyCanReadDoesNotBlockWhatFollows() throws Exception {
    inTurn(() -> {
      queue.park();
      for (String text : List.of("unreadable", "0", "unreadable", "1", "unreadable")) {
        queue.offer(Note.of(text, ids.next()), true, admissions::add);
      }
    });
    awaitAdmissions(5);
    inTurn(() -> queue.resume());
    assertThat(drain(2)).isEqualTo(numbers(0, 2));
    EventLoop.until(() -> queue.count() == 0);
    assertThat(queue.status().dropped()).containsEntry(Drop.UNREADABLE, 3L);
    assertThat(budget.used()).isZero();
  }

  @Test
  void aDeletedQueueAnswersAllWhoWaitAndHoldsNothing() throws Exception {
    inTurn(() -> {
      for (int i = 0; i < 5; i++) {
        queue.offer(Note.of(Integer.toString(i), ids.next()), true, admissions::add);
      }
      Entry<Note> taken = queue.poll();
      queue.delete();
      queue.done(taken);
      queue.offer(Note.of("late", ids.next()), true, admissions::add);
    });
    awaitAdmissions(6);
    assertThat(admissions).hasOnlyElementsOfType(Admission.Accepted.class);
    assertThat(budget.used()).isZero();
    assertThat(queue.count()).isZero();
  }

  private interface Turn {
    void run();
  }

  private void inTurn(Turn turn) throws Exception {
    Callable<Boolean> callable =
        () -> {
          turn.run();
          return true;
        };
    assertThat(loop.get(callable)).isTrue();
  }

  private void offer(int from, int to) throws Exception {
    Acknowledgement acknowledgement = admissions::add;
    inTurn(() -> {
      for (int i = from; i < to; i++) {
        queue.offer(Note.of(Integer.toString(i), ids.next()), true, acknowledgement);
      }
    });
  }

  private void awaitAdmissions(int count) {
    EventLoop.until(() -> admissions.size() >= count);
    assertThat(admissions).hasSize(count);
  }

  /** Takes so many deliveries and is done with each. */
  private List<String> drain(int count) {
    List<String> texts = new ArrayList<>();
    EventLoop.until(() -> {
      try {
        inTurn(() -> {
          Entry<Note> entry = texts.size() < count ? queue.poll() : null;
          if (entry != null) {
            texts.add(entry.item().text());
            queue.done(entry);
          }
        });
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return texts.size() >= count;
    });
    return texts;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
