package io.edgecoordinator.task.selection;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.selection.Claim.Standing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whose call is next. What it promises:
 *
 * <ul>
 *   <li><b>Work goes on.</b> While a call waits that could run, and a slot is free for its
 *       priority, something is started.
 *   <li><b>Priority.</b> The more urgent first. A call of high priority waits at most for a slot:
 *       for one call of another or {@link #LONG}, whichever is less, or for the calls that are sent
 *       ahead to an environment ({@link GuaranteedShare#TURN}); and for the share of the others.
 *       One slot is only for high priority, so the first of them does not wait at all.
 *   <li><b>Nothing starves.</b> While it waits, normal priority gets at least one part in 16 of the
 *       processor time that calls use, low priority one in 64.
 *   <li><b>Fair share.</b> Within a priority nobody comes next who is more than {@link #BURST} of
 *       processor time ahead of another that waits; who comes back after a while begins level with
 *       the others.
 *   <li><b>Deadlines.</b> Among those the earliest deadline is first; without deadlines, who has
 *       had least.
 * </ul>
 *
 * <p>A <em>slot</em> is held by an environment as long as calls are under way to it. One whose call
 * runs for longer than {@link #LONG} does not count until that call ends: the processor is then the
 * operating system's to share. An environment that holds a slot gets more calls only while nobody
 * with a better claim waits for a slot, so that slots change hands.
 *
 * <p>A choice takes time logarithmic in the number of claims. Not safe for use by several threads.
 *
 * @param <T> whose calls are chosen among
 */
public final class Selection<T> {

  /** Nanoseconds of processor time by which one may be ahead of others for its deadlines' sake. */
  public static final long BURST = 20_000_000;

  /** Nanoseconds after which a call runs long. */
  public static final long LONG = 100_000_000;

  /**
   * Nanoseconds of processor time that are held against somebody at most; what long calls took
   * beyond it was shared by the operating system.
   */
  public static final long MOST_AHEAD = 1_000_000_000;

  /** One part of the processor in so many is for normal priority. */
  private static final int NORMAL_PARTS = 16;

  /** One part of the processor in so many is for low priority. */
  private static final int LOW_PARTS = 64;

  private final PriorityClass<T> high = new PriorityClass<>(new GuaranteedShare(0));
  private final PriorityClass<T> normal = new PriorityClass<>(new GuaranteedShare(NORMAL_PARTS));
  private final PriorityClass<T> low = new PriorityClass<>(new GuaranteedShare(LOW_PARTS));
  private final List<PriorityClass<T>> classes = List.of(high, normal, low);
  private final List<PriorityClass<T>> shares = List.of(normal, low);
  private final Slots slots = new Slots();
  private final List<Claim<T>> shortOfMemory = new ArrayList<>();
  private long leastMissing = Long.MAX_VALUE;
  private boolean allAreHeldBack;
  private boolean ordinaryAreHeldBack;

  /** Returns a claim for the calls of one task and one priority. */
  public Claim<T> claim(T owner, Priority priority) {
    return new Claim<>(owner, priority, among(priority));
  }

  private PriorityClass<T> among(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }

  /**
   * Calls wait that could run.
   *
   * @param canStart whether an environment could run them that holds no slot
   * @param canRefill whether an environment has room for them that holds a slot
   * @param memory bytes of the environment that must be made first, 0 if none must
   * @param deadline the earliest of those at hand, or {@link Claim#NEVER}
   */
  public void waits(
      Claim<T> claim, boolean canStart, boolean canRefill, long memory, long deadline) {
    claim.canStart = canStart;
    claim.canRefill = canRefill;
    if (claim.isShortOfMemory && memory < claim.memory) {
      findsMemory(claim);
    }
    claim.memory = memory;
    if (claim.isShortOfMemory) {
      claim.deadline = deadline;
    } else {
      claim.among.stand(claim, Standing.WAITING, deadline);
    }
  }

  /** Calls wait, but as many are under way as may be. */
  public void isBacklogged(Claim<T> claim) {
    findsMemory(claim);
    claim.among.stand(claim, Standing.BACKLOGGED, claim.deadline);
  }

  /** No calls wait, or none that could run before something else happens. */
  public void rests(Claim<T> claim) {
    findsMemory(claim);
    claim.among.stand(claim, Standing.OUT, claim.deadline);
  }

  /** Says whether calls of that priority wait, and could run now or as soon as others have. */
  public boolean isWanting(Priority priority) {
    return among(priority).isWanting();
  }

  /**
   * Returns whose call is next, or null if none may be started now. Whoever it is says afterwards
   * how it stands.
   *
   * @param offer what the box can bear now
   */
  public @Nullable Claim<T> next(Availability offer) {
    takeBackThoseShortOfMemory(offer.memory());
    allAreHeldBack = false;
    ordinaryAreHeldBack = false;
    for (PriorityClass<T> among : shares) {
      GuaranteedShare share = among.share();
      Claim<T> next = share.isDue() ? next(among, offer, !share.isTaken()) : null;
      if (next != null) {
        return next;
      }
    }
    for (PriorityClass<T> among : classes) {
      Claim<T> next = next(among, offer, true);
      if (next != null) {
        return next;
      }
    }
    return null;
  }

  private @Nullable Claim<T> next(PriorityClass<T> among, Availability offer, boolean mayStart) {
    Claim<T> best = among.best();
    while (best != null && best.memory > offer.memory()) {
      lacksMemory(best);
      best = among.best();
    }
    if (best == null) {
      return null;
    }
    boolean wantsSlot = best.canStart && mayStart;
    best.isGrantedSlot = wantsSlot && slots.isFree(best.priority(), offer);
    if (best.isGrantedSlot || (best.canRefill && !isHeldBack(best.priority()))) {
      return best;
    }
    if (wantsSlot) {
      holdBack(offer);
    }
    return null;
  }

  private boolean isHeldBack(Priority priority) {
    return allAreHeldBack || (ordinaryAreHeldBack && priority != Priority.HIGH);
  }

  /** Somebody waits for a slot: those with a lesser claim get nothing more where they have one. */
  private void holdBack(Availability offer) {
    allAreHeldBack |= slots.areAllHeld(offer);
    ordinaryAreHeldBack = true;
  }

  private void lacksMemory(Claim<T> claim) {
    claim.isShortOfMemory = true;
    shortOfMemory.add(claim);
    leastMissing = Math.min(leastMissing, claim.memory);
    claim.among.stand(claim, Standing.OUT, claim.deadline);
  }

  private void findsMemory(Claim<T> claim) {
    if (claim.isShortOfMemory) {
      claim.isShortOfMemory = false;
      shortOfMemory.remove(claim);
    }
  }

  /** Those for whom there may be memory now wait again, in the order in which they came. */
  private void takeBackThoseShortOfMemory(long memory) {
    if (shortOfMemory.isEmpty() || memory < leastMissing) {
      return;
    }
    List<Claim<T>> waiting = List.copyOf(shortOfMemory);
    shortOfMemory.clear();
    leastMissing = Long.MAX_VALUE;
    for (Claim<T> claim : waiting) {
      claim.isShortOfMemory = false;
      claim.among.stand(claim, Standing.WAITING, claim.deadline);
    }
  }

  /** Takes the slot that a claim was granted. */
  public Slot start(Claim<T> claim) {
    GuaranteedShare share = claim.among.share();
    boolean outOfTurn = share.isDue() && !share.isTaken();
    Slot slot = new Slot(claim.priority(), outOfTurn);
    if (outOfTurn) {
      share.take(true);
    }
    slots.hold(slot);
    return slot;
  }

  /** The call that runs in the environment has run for longer than {@link #LONG}. */
  public void runsLong(Slot slot) {
    slots.setLong(slot, true);
    giveBackTurn(slot);
  }

  /** The call that ran long has ended, and others are under way behind it. */
  public void goesOn(Slot slot) {
    slots.setLong(slot, false);
  }

  /** Nothing is under way any more. */
  public void end(Slot slot) {
    if (!slot.isEnded) {
      slot.isEnded = true;
      slots.release(slot);
      giveBackTurn(slot);
    }
  }

  private void giveBackTurn(Slot slot) {
    if (slot.isOutOfTurn) {
      slot.isOutOfTurn = false;
      among(slot.priority).share().take(false);
    }
  }

  /**
   * A call has ended.
   *
   * @param nanos how long it took
   */
  public void charge(Claim<T> claim, long nanos) {
    claim.among.charge(claim, nanos);
    long counted = Math.min(nanos, LONG);
    boolean isMoreUrgent = true;
    boolean moreUrgentWant = false;
    for (PriorityClass<T> other : classes) {
      if (other == claim.among) {
        other.share().ran(counted, moreUrgentWant);
        isMoreUrgent = false;
      } else if (isMoreUrgent) {
        moreUrgentWant |= other.isWanting();
      } else if (other.isWaiting()) {
        other.share().othersRan(counted);
      }
    }
  }
}
