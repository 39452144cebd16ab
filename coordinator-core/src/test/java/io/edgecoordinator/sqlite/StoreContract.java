package io.edgecoordinator.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import io.edgecoordinator.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a store promises, whatever engine is in it. */
abstract class StoreContract {

  static final Codec<String> TEXT =
      new Codec<>() {
        @Override
        public void write(String value, RecordOutput out) {
          out.writeText(value);
        }

        @Override
        public String read(RecordInput in) {
          return in.readText();
        }
      };

  /** The event loop all stores of a test belong to. */
  final EventLoop loop = new EventLoop();

  /** Opens the store, with what is in it. */
  abstract Store open() throws Exception;

  /** Writes what is pending and closes it. */
  abstract void close(Store store) throws Exception;

  @Test
  void deliveriesAreReadInOrderAfterARestart() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "session:a", "1", "2", "3"));
    told.awaitWritten("1", "2", "3");
    close(store);

    Store again = open();
    DeliveryLog<Note> log = loop.get(() -> again.deliveries("session:a", Note.CODEC));
    assertThat(log.extent()).isEqualTo(new DeliveryLog.Extent(3, 6));
    assertThat(texts(read(log, 0, 10))).containsExactly("1", "2", "3");
    assertThat(texts(read(log, 0, 2))).containsExactly("1", "2");
    assertThat(texts(read(log, read(log, 0, 2).upTo(), 10))).containsExactly("3");
    close(again);
  }

  @Test
  void destinationsDontMix() throws Exception {
    Store store = open();
    loop.get(() -> append(store, "a", "1")).awaitWritten("1");
    loop.get(() -> append(store, "b", "2")).awaitWritten("2");
    assertThat(texts(read(loop.get(() -> store.deliveries("a", Note.CODEC)), 0, 10)))
        .containsExactly("1");
    assertThat(texts(read(loop.get(() -> store.deliveries("b", Note.CODEC)), 0, 10)))
        .containsExactly("2");
    close(store);
  }

  @Test
  void aRemovedDeliveryIsGoneAfterARestart() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "2", "3"));
    told.awaitWritten("1", "2", "3");
    loop.get(() -> {
      told.log.remove(told.entries.get(1));
      return null;
    });
    close(store);

    Store again = open();
    DeliveryLog<Note> log = loop.get(() -> again.deliveries("a", Note.CODEC));
    assertThat(log.extent()).isEqualTo(new DeliveryLog.Extent(2, 4));
    Entry<Note> first = read(log, 0, 10).entries().getFirst();
    loop.get(() -> {
      log.remove(first);
      return null;
    });
    close(again);

    Store third = open();
    DeliveryLog<Note> rest = loop.get(() -> third.deliveries("a", Note.CODEC));
    assertThat(texts(read(rest, 0, 10))).containsExactly("3");
    close(third);
  }

  @Test
  void aRemovalThatIsNotWrittenCanBeTakenBack() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "2"));
    told.awaitWritten("1", "2");
    Told unwritten =
        loop.get(() -> {
          told.log.remove(told.entries.getFirst());
          assertThat(told.log.keep(told.entries.getFirst())).isTrue();
          Told later = append(store, "a", "3");
          told.log.remove(later.entries.getFirst());
          assertThat(told.log.keep(later.entries.getFirst())).isFalse();
          return later;
        });
    assertThat(unwritten.events).isEmpty();
    close(store);

    Store again = open();
    DeliveryLog<Note> log = loop.get(() -> again.deliveries("a", Note.CODEC));
    assertThat(log.extent()).isEqualTo(new DeliveryLog.Extent(2, 4));
    assertThat(texts(read(log, 0, 10))).containsExactly("1", "2");
    close(again);
  }

  @Test
  void sequenceNumbersGrowAlsoAfterARestartOfAnEmptyLog() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "2"));
    told.awaitWritten("1", "2");
    loop.get(() -> {
      told.entries.forEach(told.log::remove);
      return null;
    });
    close(store);

    Store again = open();
    Told later = loop.get(() -> append(again, "a", "3"));
    later.awaitWritten("3");
    assertThat(later.entries.getFirst().sequence())
        .isGreaterThan(told.entries.getLast().sequence());
    close(again);
  }

  @Test
  void whatIsRemovedBeforeItsCommitIsTakenIsNeverWrittenAndItsOwnerNotTold() throws Exception {
    Store store = open();
    CompletableFuture<String> safe = new CompletableFuture<>();
    Told told =
        loop.get(() -> {
          Told appended = append(store, "a", "1", "2");
          store.whenSafe(safe::complete);
          appended.entries.forEach(appended.log::remove);
          return appended;
        });
    assertThat(EventLoop.await(safe)).isNull();
    loop.get(() -> append(store, "a", "3")).awaitWritten("3");
    assertThat(told.events).isEmpty();
    assertThat(texts(read(told.log, 0, 10))).containsExactly("3");
    close(store);
  }

  @Test
  void ownersAreToldBeforeThoseWhoAskedWhetherAllIsSafe() throws Exception {
    Store store = open();
    CompletableFuture<List<String>> toldBy = new CompletableFuture<>();
    loop.get(() -> {
      Told told = append(store, "a", "1", "2");
      store.whenSafe(_ -> toldBy.complete(List.copyOf(told.events)));
      return null;
    });
    assertThat(EventLoop.await(toldBy)).containsExactly("written 1", "written 2");
    close(store);
  }

  @Test
  void whenAllIsSafeItIsSaidAtOnce() throws Exception {
    Store store = open();
    List<String> said = new ArrayList<>();
    loop.get(() -> {
      store.whenSafe(failure -> said.add(String.valueOf(failure)));
      return said.add("after");
    });
    assertThat(said).containsExactly("null", "after");
    close(store);
  }

  @Test
  void nothingIsWrittenWhileTheCommitIsHeld() throws Exception {
    Store store = open();
    List<Store.Hold> holds = new ArrayList<>();
    Told held =
        loop.get(() -> {
          holds.add(store.hold());
          return append(store, "a", "1");
        });
    assertThat(texts(read(held.log, 0, 10))).isEmpty();
    loop.get(() -> {
      append(store, "a", "2");
      assertThat(held.events).isEmpty();
      holds.getFirst().close();
      holds.getFirst().close();
      return null;
    });
    held.awaitWritten("1");
    close(store);
  }

  @Test
  void aMapKeepsTheLastValueOfEachKey() throws Exception {
    Store store = open();
    loop.get(() -> {
      DurableMap<String> map = store.map("sessions", TEXT);
      map.put("a", "1");
      map.put("b", "2");
      map.put("c", "3");
      store.map("other", TEXT).put("a", "other");
      return null;
    });
    close(store);

    Store again = open();
    loop.get(() -> {
      DurableMap<String> map = again.map("sessions", TEXT);
      map.put("b", "22");
      map.remove("c");
      map.remove("never there");
      return null;
    });
    close(again);

    Store third = open();
    assertThat(load(third, "sessions")).isEqualTo(Map.of("a", "1", "b", "22"));
    assertThat(load(third, "other")).isEqualTo(Map.of("a", "other"));
    assertThat(load(third, "unknown")).isEmpty();
    close(third);
  }

  @Test
  void aDeletedDestinationIsEmptyWhenItComesAgain() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "2"));
    told.awaitWritten("1", "2");
    Told second =
        loop.get(() -> {
          Told unwritten = append(store, "a", "3");
          unwritten.log.delete();
          return unwritten;
        });
    second.await("refused 3");
    Told later = loop.get(() -> append(store, "a", "4"));
    later.awaitWritten("4");
    assertThat(texts(read(later.log, 0, 10))).containsExactly("4");
    close(store);

    Store again = open();
    DeliveryLog<Note> log = loop.get(() -> again.deliveries("a", Note.CODEC));
    assertThat(log.extent()).isEqualTo(new DeliveryLog.Extent(1, 2));
    assertThat(texts(read(log, 0, 10))).containsExactly("4");
    close(again);
  }

  @Test
  void whatCantBeWrittenIsRefusedAlone() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "unwritable", "2"));
    told.await("written 1", "refused unwritable", "written 2");
    close(store);
  }

  @Test
  void whatCantBeReadIsRemovedAndCounted() throws Exception {
    Store store = open();
    Told told = loop.get(() -> append(store, "a", "1", "unreadable", "2"));
    told.awaitWritten("1", "unreadable", "2");
    DeliveryLog.Page<Note> page = read(told.log, 0, 10);
    assertThat(texts(page)).containsExactly("1", "2");
    assertThat(page.lost()).isEqualTo(1);
    assertThat(page.lostBytes()).isEqualTo("unreadable".length() + 1);
    close(store);

    Store again = open();
    DeliveryLog<Note> log = loop.get(() -> again.deliveries("a", Note.CODEC));
    assertThat(log.extent()).isEqualTo(new DeliveryLog.Extent(2, 4));
    assertThat(read(log, 0, 10).lost()).isZero();
    close(again);
  }

  /** Appends notes in one turn. */
  static Told append(Store store, String destination, String... texts) {
    Told told = new Told(store.deliveries(destination, Note.CODEC));
    for (String text : texts) {
      told.append(Note.of(text));
    }
    return told;
  }

  DeliveryLog.Page<Note> read(DeliveryLog<Note> log, long after, int most) throws Exception {
    return loop.await(() -> log.read(after, most));
  }

  Map<String, String> load(Store store, String map) throws Exception {
    return loop.await(() -> store.map(map, TEXT).load());
  }

  static List<String> texts(DeliveryLog.Page<Note> page) {
    return page.entries().stream().map(entry -> entry.item().text()).toList();
  }
}
