package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.worker.HeapLedger.Account;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no environment holds more memory than it may, nor one of them the heap that all
 * share. One that seems to is condemned: its call is ended and its guest thrown away. What a
 * collection gives back then is the proof; who gave back little is innocent, and its call is run
 * again. Thread-safe.
 */
final class MemoryGuard {

  /** Share of the heap that may be live before the largest environment has to go. */
  private static final double NEARLY_FULL = 0.9;

  /** Share of the heap that an environment must hold to be blamed that the heap is full. */
  private static final double LARGE = 0.125;

  /** Share of the heap that may be live without anybody's holding it: what the engine keeps. */
  private static final double WORN_OUT = 0.75;

  /** Collections of our own take at most one part in so many of the time. */
  private static final long REST = 20;

  /** The same while somebody holds half of what it may: it may well be on its way to more. */
  private static final long SHORT_REST = 4;

  private final HeapLedger.Heap heap;
  private final HeapLedger ledger;
  private final Map<Account, Tenant> tenants = new HashMap<>();
  private @Nullable Account condemned;
  private long liveWhenCondemned;
  private boolean wornOut;
  private long nextCollection = System.nanoTime();
  private long lastUsed;
  private long lastCollections;

  /** An environment as far as its memory goes. */
  interface Tenant {
    /** Returns the bytes that were allocated for it so far. */
    long allocated();

    /** Ends its call if one runs, and has it thrown away: see {@link MemoryGuard#release}. */
    void condemn(CallFailedException why);
  }

  MemoryGuard(HeapLedger.Heap heap) {
    this.heap = heap;
    this.ledger = new HeapLedger(heap);
  }

  /** Begins to watch an environment that may hold so many bytes. */
  synchronized Account admit(Tenant tenant, long limit) {
    Account account = ledger.open(limit);
    tenants.put(account, tenant);
    return account;
  }

  /** Ends that. */
  synchronized void dismiss(Account account) {
    tenants.remove(account);
    if (account == condemned) {
      condemned = null;
    }
    ledger.close(account);
  }

  /** Hears that an environment's guest was thrown away, for another reason than its memory. */
  synchronized void discarded(Account account) {
    ledger.empty(account);
  }

  /** Returns bytes that were live after the last full collection. */
  synchronized long live() {
    return ledger.live();
  }

  /** Returns bytes there may be. */
  long most() {
    return heap.most();
  }

  /**
   * Says whether the heap is full of what no environment holds, such as what the engine keeps for
   * all of them, so that nothing but the end of the process empties it.
   */
  synchronized boolean isWornOut() {
    return wornOut;
  }

  /** Looks once more, after a while: the compiler of guest code may have taken much meanwhile. */
  synchronized boolean isWornOutStill() {
    if (condemned != null) {
      return false;
    }
    collect();
    judge();
    return wornOut;
  }

  /** Looks whether somebody holds too much. Called every few milliseconds while calls run. */
  synchronized void look(long now) {
    long used = heap.used();
    long collections = heap.fullCollections();
    if (used == lastUsed && collections == lastCollections) {
      return;
    }
    lastUsed = used;
    lastCollections = collections;
    tenants.forEach((account, tenant) -> account.allocated(tenant.allocated()));
    boolean settled = ledger.settleIfCollected();
    if (condemned != null) {
      return;
    }
    if (!settled && now - nextCollection >= 0 && (ledger.isSuspicious() || isNearlyFull())) {
      collect();
      settled = true;
    }
    if (settled) {
      judge();
    }
  }

  private boolean isNearlyFull() {
    return heap.used() > NEARLY_FULL * heap.most();
  }

  private void collect() {
    long start = System.nanoTime();
    heap.collect();
    long end = System.nanoTime();
    ledger.settleIfCollected();
    nextCollection = end + (end - start) * (ledger.isAnyHalfway() ? SHORT_REST : REST);
  }

  private void judge() {
    Account suspect = ledger.over();
    boolean full = ledger.live() > NEARLY_FULL * heap.most();
    if (suspect == null && full) {
      Account largest = ledger.largest();
      suspect = largest != null && largest.held() > LARGE * heap.most() ? largest : null;
    }
    wornOut = suspect == null && (full || ledger.unclaimed() > WORN_OUT * heap.most());
    Tenant tenant = suspect == null ? null : tenants.get(suspect);
    if (suspect != null && tenant != null) {
      condemned = suspect;
      liveWhenCondemned = ledger.live();
      tenant.condemn(held(suspect, suspect.held()));
    }
  }

  /**
   * Finds out what an environment held, whose guest has just been thrown away because it was
   * condemned or because there was no memory for it.
   *
   * @param usedBefore bytes in use before it was thrown away
   * @return what to say of its call, or null if it held little and its call should run again
   */
  synchronized @Nullable CallFailedException release(Account account, long usedBefore) {
    boolean wasCondemned = account == condemned;
    long certain = wasCondemned ? account.certain() : 0;
    long before = wasCondemned ? liveWhenCondemned : usedBefore;
    long start = System.nanoTime();
    heap.collect();
    nextCollection = start + (System.nanoTime() - start) * REST;
    long bytes = Math.max(0, before - heap.used());
    ledger.released(account, bytes);
    if (wasCondemned) {
      condemned = null;
    }
    if (condemned == null) {
      judge();
    }
    if (Math.max(bytes, certain) > account.limit()) {
      return held(account, Math.max(bytes, certain));
    }
    boolean wasFull = before > NEARLY_FULL * heap.most();
    if (wasFull && bytes > LARGE * heap.most()) {
      return tooMuch(
          "memory: held "
              + Amount.bytes(bytes)
              + " when all "
              + Amount.bytes(heap.most())
              + " of its worker were used, its limit is "
              + Amount.bytes(account.limit()));
    }
    if (wasCondemned || wasFull) {
      return null;
    }
    return tooMuch(
        "memory: asked for more at once than the "
            + Amount.bytes(heap.most() - heap.used())
            + " that its worker has left, its limit is "
            + Amount.bytes(account.limit()));
  }

  /** Returns bytes in use now, for {@link #release}. */
  long used() {
    return heap.used();
  }

  private static CallFailedException held(Account account, long bytes) {
    return tooMuch(
        "memory: held " + Amount.bytes(bytes) + ", its limit is " + Amount.bytes(account.limit()));
  }

  private static CallFailedException tooMuch(String message) {
    return new CallFailedException(Outcome.OUT_OF_MEMORY, message, "");
  }
}
