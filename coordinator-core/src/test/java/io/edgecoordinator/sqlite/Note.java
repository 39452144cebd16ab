package io.edgecoordinator.sqlite;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.EventCodec;
import io.edgecoordinator.store.Queueable;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.time.InstantSource;

/** A delivery of nothing but its event. */
record Note(Event event) implements Queueable {

  private static final EventIds IDS = new EventIds(InstantSource.system());
  private static final Source DEVICE = new Source.Device("freezer-1");

  static final Codec<Note> CODEC =
      new Codec<>() {
        @Override
        public void write(Note note, RecordOutput out) {
          if (note.text().equals("unwritable")) {
            throw new IllegalArgumentException("can't be written");
          }
          EventCodec.INSTANCE.write(note.event(), out);
        }

        @Override
        public Note read(RecordInput in) {
          Note note = new Note(EventCodec.INSTANCE.read(in));
          if (note.text().startsWith("unreadable")) {
            throw new IllegalArgumentException("can't be read");
          }
          return note;
        }
      };

  static Note of(String text) {
    synchronized (IDS) {
      return of(text, IDS.next());
    }
  }

  static Note of(String text, long id) {
    return new Note(
        new Event(id, DEVICE, "freezer-1", "t", Payload.of(text), QoS.AT_LEAST_ONCE, false, 0));
  }

  String text() {
    return event.payload().text();
  }
}
