package io.edgecoordinator.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.store.DeliveryLog;
import io.edgecoordinator.store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** An owner of entries that remembers what it is told. */
final class Told implements Entry.Owner<Note> {

  final DeliveryLog<Note> log;
  final List<Entry<Note>> entries = new ArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<String> reasons = new CopyOnWriteArrayList<>();

  Told(DeliveryLog<Note> log) {
    this.log = log;
  }

  void append(Note note) {
    entries.add(log.append(note, this));
  }

  @Override
  public void written(Entry<Note> entry) {
    events.add("written " + entry.item().text());
  }

  @Override
  public void refused(Entry<Note> entry, String why) {
    reasons.add(why);
    events.add("refused " + entry.item().text());
  }

  void awaitWritten(String... texts) {
    await(Stream.of(texts).map(text -> "written " + text).toArray(String[]::new));
  }

  /** Waits until so many things were told, and compares. */
  void await(String... expected) {
    EventLoop.until(() -> events.size() >= expected.length);
    assertThat(events).containsExactly(expected);
  }
}
