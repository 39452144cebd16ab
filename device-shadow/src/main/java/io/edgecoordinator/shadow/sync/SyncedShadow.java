package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.shadow.ShadowName;
import org.jspecify.annotations.Nullable;

/** A chosen shadow, and how far it is in step. Belongs to the event loop. */
final class SyncedShadow {

  /** Where it is on its way to the next exchange with the cloud. */
  enum Place {
    /** Nothing is to be done, or nothing can be. */
    IDLE,
    /** It waits for its turn. */
    QUEUED,
    /** It is let alone until {@link #due}. */
    RESTING,
    /** A request or a write of it is under way. */
    BUSY
  }

  final ShadowName name;
  SyncRecord record = SyncRecord.NONE;
  Place place = Place.IDLE;

  /** When it may be taken up again, in milliseconds of the engine's clock. */
  long due;

  /** Whether the cloud's shadow is as the record has it. */
  boolean known;

  /** Whether the shadow here may be other than the record's base. */
  boolean changed;

  /** Whether the cloud did not take version 0 for that of a shadow that is not there. */
  boolean zeroRefused;

  /**
   * Whether a deletion by this box took effect late or twice, perhaps on what was created since.
   */
  boolean ownDeletion;

  /** Whether it is of no use to try again before something changes. */
  boolean stuck;

  /** The latest version of the cloud's that was heard of since it was last asked. */
  long heard;

  /** Failures in a row. */
  int failures;

  /** Why it is not in step, if that is a failure. */
  @Nullable String fault;

  SyncedShadow(ShadowName name) {
    this.name = name;
  }

  /** Says whether there is something to ask or tell the cloud. */
  boolean hasWork() {
    return !stuck && (!known || changed || record.asked());
  }

  /** Forgets what was known of the cloud, and all failures: something happened. */
  void afresh() {
    known = false;
    heard = 0;
    due = 0;
    hopeAgain();
  }

  void hopeAgain() {
    stuck = false;
    failures = 0;
    fault = null;
  }

  void succeeded() {
    failures = 0;
    fault = null;
  }

  SyncState state() {
    if (stuck || fault != null) {
      return SyncState.FAILED;
    }
    if (changed || record.asked()) {
      return SyncState.BEHIND;
    }
    return known ? SyncState.IN_STEP : SyncState.UNSEEN;
  }
}
