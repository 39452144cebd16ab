package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.sync.SyncedShadow.Place;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is next. Shadows that were changed and those that are only to be looked at take
 * turns, so that neither waits for all of the others. Belongs to the event loop.
 */
final class SyncQueue {

  private final ArrayDeque<SyncedShadow> changed = new ArrayDeque<>();
  private final ArrayDeque<SyncedShadow> unseen = new ArrayDeque<>();
  private final PriorityQueue<SyncedShadow> resting =
      new PriorityQueue<>(Comparator.comparingLong(shadow -> shadow.due));
  private boolean unseenNext;
  private int busy;

  /** Sees to it that a shadow has its turn if there is something to do and it is not at it. */
  void offer(SyncedShadow shadow, long now) {
    if (shadow.place != Place.IDLE || !shadow.hasWork()) {
      return;
    }
    if (shadow.due > now) {
      shadow.place = Place.RESTING;
      resting.add(shadow);
    } else {
      shadow.place = Place.QUEUED;
      boolean news = shadow.changed || shadow.record.asked() || shadow.heard > 0;
      (news ? changed : unseen).addLast(shadow);
    }
  }

  /** Returns the next, which is busy until it is released; null if none waits. */
  @Nullable SyncedShadow take() {
    SyncedShadow next = (unseenNext ? unseen : changed).pollFirst();
    if (next == null) {
      next = (unseenNext ? changed : unseen).pollFirst();
    }
    unseenNext = !unseenNext;
    if (next != null) {
      next.place = Place.BUSY;
      busy++;
    }
    return next;
  }

  /** Ends what a shadow was at. */
  void release(SyncedShadow shadow) {
    shadow.place = Place.IDLE;
    busy--;
  }

  /** Has those wait for their turn that have rested. */
  void wake(long now) {
    while (!resting.isEmpty() && resting.peek().due <= now) {
      SyncedShadow rested = resting.remove();
      rested.place = Place.IDLE;
      offer(rested, now);
    }
  }

  /** Forgets all who wait; those that are busy remain so. */
  void clear() {
    changed.forEach(shadow -> shadow.place = Place.IDLE);
    unseen.forEach(shadow -> shadow.place = Place.IDLE);
    resting.forEach(shadow -> shadow.place = Place.IDLE);
    changed.clear();
    unseen.clear();
    resting.clear();
  }

  /** Returns how many are at it. */
  int busy() {
    return busy;
  }
}
