package io.edgecoordinator.sqlite;

import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.sqlite.SqliteEntry.State;
import io.edgecoordinator.store.Store.Safe;
import io.vertx.core.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers changes, has them written, and tells those who wait. At any time one commit is open and
 * at most one is being written. Belongs to the event loop.
 */
final class Committer {

  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private final LogThrottle throttle = new LogThrottle(5, InstantSource.system());

  /** How often it is tried whether there is room again, in milliseconds. */
  private static final long PROBE_MILLIS = 1000;

  private static final long NEVER = Long.MAX_VALUE;
  private static final String DELETED = "the destination was deleted";
  private static final String TOO_SLOW = "the disk does not keep up";

  private final Context loop;
  private final StoreLimits limits;
  private final Writer writer;
  private final StoreCounters counters;
  private final List<SqliteEntry<?>> doomed = new ArrayList<>();

  /** Asked whether all is safe, while {@link #doomed} is not empty. */
  private final List<Safe> disappointed = new ArrayList<>();

  private Commit open = new Commit();
  private @Nullable Commit writing;
  private int holds;

  /** When the next look at the open commit is due, by the clock of {@link Commit#dueAt}. */
  private long lookAt = NEVER;

  /** Why nothing can be stored; null if it can. */
  private @Nullable String failure;

  /** Called when nothing is left to write, with why it was not written; null until closing. */
  private @Nullable Safe closing;

  private CongestionListener congestion = _ -> {};
  private boolean congested;

  Committer(Context loop, StoreLimits limits, Writer writer, StoreCounters counters) {
    this.loop = loop;
    this.limits = limits;
    this.writer = writer;
    this.counters = counters;
  }

  long pendingBytes() {
    Commit former = writing;
    return open.bytes() + (former == null ? 0 : former.bytes());
  }

  boolean isCongested() {
    return congested;
  }

  void onCongestion(CongestionListener listener) {
    congestion = listener;
  }

  void append(SqliteEntry<?> entry) {
    entry.destination().count(entry.size, 1);
    if (entry.destination().deleted) {
      entry.state = State.DOOMED;
      loop.runOnContext(_ -> refuse(List.of(entry), List.of(), DELETED));
    } else if (refusal() == null) {
      entry.state = State.GATHERED;
      open.append(entry);
      changed();
      tellCongestion();
    } else {
      entry.state = State.DOOMED;
      doomed.add(entry);
      if (doomed.size() == 1) {
        loop.runOnContext(_ -> refuseDoomed());
      }
    }
  }

  private @Nullable String refusal() {
    if (closing != null) {
      return "the store is closed";
    }
    return failure == null && pendingBytes() > 2 * limits.pendingBytes() ? TOO_SLOW : failure;
  }

  private void refuseDoomed() {
    String why = refusal();
    List<SqliteEntry<?>> entries = List.copyOf(doomed);
    List<Safe> callbacks = List.copyOf(disappointed);
    doomed.clear();
    disappointed.clear();
    refuse(entries, callbacks, why == null ? TOO_SLOW : why);
  }

  private void refuse(List<SqliteEntry<?>> entries, List<Safe> callbacks, String why) {
    for (SqliteEntry<?> entry : entries) {
      if (entry.state == State.DOOMED) {
        entry.state = State.OVER;
        entry.destination().count(entry.size, -1);
        counters.refused++;
        entry.tellRefused(why);
      }
    }
    callbacks.forEach(callback -> callback.settled(why));
  }

  void remove(SqliteEntry<?> entry) {
    State was = entry.state;
    entry.state = State.OVER;
    if (was == State.OVER || entry.destination().deleted) {
      return;
    }
    entry.destination().count(entry.size, -1);
    switch (was) {
      case GATHERED -> {
        open.cancel(entry);
        counters.elided++;
        emptied();
        tellCongestion();
      }
      case WRITING -> {
        open.removeIfWritten(entry);
        changed();
      }
      case STORED -> {
        open.remove(entry.destination(), entry.sequence(), entry.size);
        changed();
      }
      case DOOMED, OVER -> {}
    }
  }

  /**
   * Takes back the removal of an entry that is on disk, if no commit with it has begun.
   *
   * @return whether that was so
   */
  boolean keep(SqliteEntry<?> entry) {
    if (entry.state != State.OVER
        || entry.destination().deleted
        || !open.keep(entry.destination(), entry.sequence())) {
      return false;
    }
    entry.state = State.STORED;
    entry.destination().count(entry.size, 1);
    emptied();
    return true;
  }

  /** The open commit may have become empty: then nobody need wait for it. */
  private void emptied() {
    if (open.isEmpty()) {
      Commit former = writing;
      List<Safe> callbacks = open.takeCallbacks();
      if (former != null) {
        callbacks.forEach(former::whenSafe);
      } else if (!callbacks.isEmpty()) {
        loop.runOnContext(_ -> callbacks.forEach(callback -> callback.settled(null)));
      }
      open = new Commit();
    }
  }

  /** Removes a record that nobody can read. */
  void giveUp(Commit.Removal lost) {
    counters.undecodable++;
    if (!lost.destination().deleted) {
      lost.destination().count(lost.size(), -1);
      open.remove(lost.destination(), lost.sequence(), lost.size());
      changed();
    }
  }

  void change(Commit.Key key, Commit.Change<?> change) {
    open.change(key, change);
    changed();
  }

  /** Removes a destination that is no longer among the {@link Destinations}. */
  void delete(Destination destination) {
    List<SqliteEntry<?>> unwritten = new ArrayList<>(open.takeAppends(destination));
    Commit former = writing;
    if (former != null) {
      former.eachAppend(entry -> {
        if (entry.destination() == destination && entry.state == State.WRITING) {
          entry.state = State.DOOMED;
          unwritten.add(entry);
        }
      });
    }
    open.delete(destination);
    changed();
    if (!unwritten.isEmpty()) {
      loop.runOnContext(_ -> refuse(unwritten, List.of(), DELETED));
    }
  }

  void whenSafe(Safe callback) {
    Commit former = writing;
    if (!doomed.isEmpty()) {
      disappointed.add(callback);
    } else if (!open.isEmpty()) {
      open.whenSafe(callback);
      changed();
    } else if (former != null) {
      former.whenSafe(callback);
    } else {
      callback.settled(null);
    }
  }

  void hold() {
    holds++;
  }

  void letGo() {
    holds--;
    // Under load there is always a hold in the next turn: this is the moment.
    if (lookAt == NEVER) {
      look();
    } else {
      changed();
    }
  }

  /** Writes what there is, then calls back. */
  void close(Safe callback) {
    closing = callback;
    if (writing == null) {
      takeOver();
    }
  }

  /** Sees to it that the open commit is written in time. */
  private void changed() {
    if (open.isEmpty()) {
      return;
    }
    long due = open.dueAt(limits);
    if (writing != null || holds > 0 || failure != null) {
      return;
    }
    if (lookAt == NEVER || due - lookAt < 0) {
      lookAt = due;
      long millis = Math.ceilDiv(due - System.nanoTime(), 1_000_000L);
      if (millis > 0) {
        loop.owner().setTimer(millis, _ -> look());
      } else {
        loop.runOnContext(_ -> look());
      }
    }
  }

  private void look() {
    lookAt = NEVER;
    if (open.isEmpty() || writing != null || holds > 0 || failure != null) {
      return;
    }
    if (System.nanoTime() - open.dueAt(limits) >= 0) {
      takeOver();
    } else {
      changed();
    }
  }

  private void takeOver() {
    Commit commit = open;
    open = new Commit();
    writing = commit;
    commit.eachAppend(entry -> entry.state = State.WRITING);
    writer.write(
        commit,
        failure != null,
        outcome -> loop.runOnContext(_ -> finished(commit, outcome.failure(), outcome.full())));
  }

  private void finished(Commit commit, @Nullable String why, @Nullable String full) {
    writing = null;
    if (full != null && failure == null) {
      log.error("nothing can be stored: {}; this is tried again every second", full);
    } else if (full == null && failure != null) {
      log.info("it can be stored again");
    }
    failure = full;
    if (why == null) {
      counters.commits++;
      counters.written += commit.appends();
      counters.removed += commit.removals().size();
      open.formerIsWritten();
      tellSafe(commit);
    } else {
      counters.failedCommits++;
      open.formerFailed(commit);
      refuse(commit.takeAppends(), commit.takeCallbacks(), why);
    }
    emptied();
    if (full != null) {
      refuseOpen(full);
    }
    tellCongestion();
    goOn(why);
  }

  private void tellSafe(Commit commit) {
    commit.eachAppend(entry -> {
      String unwritable = entry.unwritable;
      if (entry.state == State.WRITING && unwritable != null) {
        if (throttle.permits()) {
          log.error(
              "a delivery to {} can't be written: {}{}",
              entry.destination().name,
              unwritable,
              throttle.takeSuppressed());
        }
        entry.state = State.DOOMED;
        refuse(List.of(entry), List.of(), unwritable);
      } else if (entry.state == State.WRITING) {
        entry.state = State.STORED;
        entry.tellWritten();
      }
    });
    commit.takeCallbacks().forEach(callback -> callback.settled(null));
  }

  /** Refuses what was gathered for a commit that can't be written either. */
  private void refuseOpen(String why) {
    if (open.appends() > 0) {
      List<SqliteEntry<?>> entries = open.takeAppends();
      refuse(entries, open.takeCallbacks(), why);
    }
  }

  private void goOn(@Nullable String why) {
    Safe end = closing;
    if (end != null) {
      if (why == null && !open.isEmpty()) {
        takeOver();
      } else {
        end.settled(why);
      }
    } else if (failure != null) {
      loop.owner().setTimer(PROBE_MILLIS, _ -> probe());
    } else {
      changed();
    }
  }

  private void probe() {
    if (writing != null || closing != null) {
      return;
    }
    if (holds > 0) {
      loop.owner().setTimer(PROBE_MILLIS, _ -> probe());
    } else {
      takeOver();
    }
  }

  private void tellCongestion() {
    long bytes = pendingBytes();
    boolean is = bytes > (congested ? limits.pendingBytes() / 2 : limits.pendingBytes());
    if (is != congested) {
      congested = is;
      congestion.congested(is);
    }
  }
}
