package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Queueable;
import org.jspecify.annotations.Nullable;

/** A delivery in a {@link SqliteLog}. Belongs to the event loop but for what says otherwise. */
final class SqliteEntry<T extends Queueable> extends Entry<T> {

  /** How far a delivery has come. */
  enum State {
    /** In the open commit. */
    GATHERED,
    /** In the commit that is being written. */
    WRITING,
    /** On disk. */
    STORED,
    /** About to be refused. */
    DOOMED,
    /** Removed or refused. */
    OVER
  }

  final SqliteLog<T> log;
  final @Nullable Owner<T> owner;

  /** What it counts, in bytes. */
  final int size;

  State state;

  /** Neighbours in a {@link Commit}. */
  @Nullable SqliteEntry<?> previous;

  @Nullable SqliteEntry<?> next;

  /** Why its codec can't write it; set by the writer while it is {@link State#WRITING}. */
  @Nullable String unwritable;

  SqliteEntry(
      SqliteLog<T> log, T item, long sequence, int size, @Nullable Owner<T> owner, State state) {
    super(item, sequence);
    this.log = log;
    this.size = size;
    this.owner = owner;
    this.state = state;
  }

  Destination destination() {
    return log.destination;
  }

  void tellWritten() {
    if (owner != null) {
      owner.written(this);
    }
  }

  void tellRefused(String why) {
    if (owner != null) {
      owner.refused(this, why);
    }
  }
}
