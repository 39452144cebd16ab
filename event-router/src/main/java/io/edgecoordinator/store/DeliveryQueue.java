package io.edgecoordinator.store;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.store.DeliveryLog.Page;
import io.edgecoordinator.store.Entry.Place;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.store.QueueStatus.Drop;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one destination, in order: a persistent session, a task, the broker upstream. Of a
 * long queue only the beginning is in memory. Belongs to the event loop.
 *
 * <p>A delivery goes through {@link #offer}, {@link #poll} and {@link #done}, in that order;
 * between the latter two it is with the destination, and may be {@linkplain #putBack put back}.
 *
 * @param <T> what is delivered
 */
public final class DeliveryQueue<T extends Queueable> {

  private static final Logger log = LoggerFactory.getLogger(DeliveryQueue.class);

  /** Deliveries read from disk at a time. */
  private static final int PAGE = 256;

  /** Deliveries read from disk at a time to be dropped, and how many there may be too many. */
  private static final int DROPPED_AT_A_TIME = 64;

  /** The same for a look at what may be too old; all queues take it at the same time. */
  private static final int SWEPT_AT_A_TIME = 16;

  /** How often nothing may be found where something should be. */
  private static final int MOST_EMPTY_PAGES = 100;

  /** Who takes deliveries out. */
  @FunctionalInterface
  public interface Outlet<T extends Queueable> {

    /** There is something to {@link DeliveryQueue#poll} after there was nothing at hand. */
    void available();

    /**
     * A delivery that waited is given up and counted.
     *
     * @return whether it is kept until the outlet says {@link DeliveryQueue#done}; if not, it is
     *     over
     */
    default boolean takesOver(Entry<T> entry, Drop reason) {
      return false;
    }
  }

  private static final Admission ACCEPTED = new Admission.Accepted(1);
  private static final Admission DROPPED = new Admission.Accepted(0);

  private final String destination;
  private final Store store;
  private final @Nullable DeliveryLog<T> durable;
  private final QueueLimits limits;
  private final QueueLimits inMemory;
  private final QueueBudget budget;
  private final InstantSource clock;
  private final Outlet<T> outlet;
  private final Entry.Owner<T> owner = new LogEntries();
  private final ArrayDeque<Entry<T>> head = new ArrayDeque<>(0);
  private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);

  private long headBytes;

  /** How many in {@link #head} have a deadline. */
  private int expiring;

  private long count;
  private long bytes;

  /** Deliveries of which nothing is in memory; they come after those in {@link #head}. */
  private long onDisk;

  /** Number of the last durable delivery that is or was in memory. */
  private long readUpTo;

  private long oldestOnDisk;
  private long lastVolatile;
  private boolean parked;
  private boolean reading;
  private boolean deleted;
  private int emptyPages;

  /**
   * Creates a queue; it holds what its log holds.
   *
   * @param destination its name, for people
   * @param durable where deliveries survive, or null if none of them does
   * @param limits how much it holds altogether
   * @param inMemory how much of it may be in memory; what is more must be durable
   * @param budget shared with other queues; counts all it holds
   * @param clock tells the age of deliveries
   * @param outlet told of what it can't see by itself
   */
  public DeliveryQueue(
      String destination,
      Store store,
      @Nullable DeliveryLog<T> durable,
      QueueLimits limits,
      QueueLimits inMemory,
      QueueBudget budget,
      InstantSource clock,
      Outlet<T> outlet) {
    this.destination = destination;
    this.store = store;
    this.durable = durable;
    this.limits = limits;
    this.inMemory = inMemory;
    this.budget = budget;
    this.clock = clock;
    this.outlet = outlet;
    if (durable != null) {
      onDisk = durable.extent().count();
      count = onDisk;
      bytes = durable.extent().bytes();
      budget.add(bytes);
    }
  }

  /** Says whether nothing waits. */
  public boolean isEmpty() {
    return head.isEmpty() && onDisk == 0;
  }

  /** Says whether something waits that need not be read from disk first. */
  public boolean isAtHand() {
    return !head.isEmpty();
  }

  /** Says whether any of those at hand has a deadline. */
  public boolean isExpiring() {
    return expiring > 0;
  }

  /** Returns those at hand, in order. Any other call ends the look. */
  public Iterator<Entry<T>> atHand() {
    return Collections.unmodifiableCollection(head).iterator();
  }

  /** Returns the number of the last delivery that was kept, 0 if none was. */
  public long lastKept() {
    return durable == null ? 0 : durable.last();
  }

  /** Returns how many deliveries there are, those with the destination included. */
  public long count() {
    return count;
  }

  /**
   * Takes a delivery, or refuses it; the acknowledgement is told.
   *
   * @param kept whether it is to survive a restart
   * @return whether it is in the queue now; one that is to be kept may still turn out not to be
   */
  public boolean offer(T item, boolean kept, Acknowledgement acknowledgement) {
    if (deleted) {
      acknowledgement.complete(DROPPED);
      return false;
    }
    if (!makeRoom(item.size())) {
      refuse(limits.onFull() == OnFull.REJECT, acknowledgement);
      return false;
    }
    if (kept && durable != null) {
      append(durable, item, acknowledgement);
    } else if (onDisk > 0 || parked || !fitsInMemory(item)) {
      refuse(limits.onFull() == OnFull.REJECT, acknowledgement);
      return false;
    } else {
      add(new Entry<>(item, durable == null ? ++lastVolatile : 0));
      count(item, 1);
      acknowledgement.complete(ACCEPTED);
    }
    return true;
  }

  private void append(DeliveryLog<T> to, T item, Acknowledgement acknowledgement) {
    Entry<T> entry = to.append(item, owner);
    entry.acknowledgement = acknowledgement;
    count(item, 1);
    if (parked || onDisk > 0 || !fitsInMemory(item)) {
      entry.place = Place.ON_DISK;
      if (onDisk++ == 0) {
        oldestOnDisk = receivedAt(entry);
      }
    } else {
      readUpTo = entry.sequence();
      add(entry);
    }
    acknowledgement.logged();
  }

  private boolean makeRoom(int size) {
    while (count >= limits.count() || bytes + size > limits.bytes() || !budget.hasRoom(size)) {
      if (limits.onFull() != OnFull.DROP_OLDEST) {
        return false;
      }
      if (head.isEmpty()) {
        return makeRoomOnDisk(size);
      }
      if (!drop(takeHead(), Drop.FULL)) {
        return true; // it is on its way out
      }
    }
    return true;
  }

  /** The oldest is on disk only and must be read to be dropped; until then there is one more. */
  private boolean makeRoomOnDisk(int size) {
    if (durable == null
        || onDisk == 0
        || count >= limits.count() + DROPPED_AT_A_TIME
        || bytes + size > limits.bytes() + inMemory.bytes()) {
      return false;
    }
    if (!reading) {
      read(durable, DROPPED_AT_A_TIME, this::dropOldest);
    }
    return true;
  }

  private void dropOldest(Page<T> page) {
    long tooMany = count - limits.count();
    long tooManyBytes = Math.max(bytes - limits.bytes(), budget.used() - budget.limit());
    for (Entry<T> oldest : page.entries()) {
      if (tooMany <= 0 && tooManyBytes <= 0) {
        break;
      }
      tooMany--;
      tooManyBytes -= oldest.item().size();
      dropFromDisk(oldest, Drop.FULL);
    }
    readAhead();
  }

  private void dropFromDisk(Entry<T> entry, Drop reason) {
    onDisk--;
    readUpTo = entry.sequence();
    drop(entry, reason);
  }

  private void refuse(boolean tell, Acknowledgement acknowledgement) {
    count(tell ? Drop.REFUSED : Drop.FULL);
    acknowledgement.complete(
        tell
            ? new Admission.Refused(
                Admission.Reason.QUEUE_FULL,
                "the queue of %s is full (%d wait, %d bytes)".formatted(destination, count, bytes))
            : DROPPED);
  }

  private boolean fitsInMemory(T item) {
    return head.size() < inMemory.count() && headBytes + item.size() <= inMemory.bytes();
  }

  /** Takes the next delivery; null if there is none, or none at hand yet. */
  public @Nullable Entry<T> poll() {
    long now = clock.millis();
    Entry<T> next = null;
    while (next == null && !head.isEmpty()) {
      next = taken(takeHead(), now);
    }
    readAhead();
    return next;
  }

  /** Takes one of those at hand out of turn; null if it was too late, and is given up. */
  public @Nullable Entry<T> poll(Entry<T> chosen) {
    if (!removeFromHead(chosen)) {
      throw new IllegalArgumentException("not at hand");
    }
    Entry<T> taken = taken(chosen, clock.millis());
    readAhead();
    return taken;
  }

  private @Nullable Entry<T> taken(Entry<T> entry, long now) {
    Drop reason = now >= entry.item().deadline() ? Drop.EXPIRED : tooOld(entry, now);
    if (reason == null) {
      entry.place = Place.TAKEN;
      return entry;
    }
    drop(entry, reason);
    return null;
  }

  private @Nullable Drop tooOld(Entry<T> entry, long now) {
    return now - receivedAt(entry) > limits.age().toMillis() ? Drop.TOO_OLD : null;
  }

  /** The destination has answered for a delivery; it need not be kept any more. */
  public void done(Entry<T> entry) {
    if (entry.place == Place.GONE) {
      return;
    }
    entry.place = Place.GONE;
    if (!deleted) {
      count(entry.item(), -1);
    }
    if (durable != null && entry.sequence() > 0) {
      durable.remove(entry);
    }
    settle(entry, ACCEPTED);
  }

  /** Gives up a delivery that was taken, because it is too old. */
  public void expired(Entry<T> entry) {
    drop(entry, Drop.EXPIRED);
  }

  /** Puts a delivery that was taken back to where it came from. */
  public void putBack(Entry<T> entry) {
    if (deleted || entry.place == Place.GONE) {
      return;
    }
    entry.place = Place.AHEAD;
    head.addFirst(entry);
    countAhead(entry, 1);
  }

  /**
   * Keeps what waits on disk only, until {@link #resume()}: the destination is away. What need not
   * survive is given up. Deliveries that were taken must have come before what waits.
   */
  public void park() {
    parked = true;
    if (durable == null) {
      return;
    }
    List<Entry<T>> waiting = List.copyOf(head);
    head.clear();
    headBytes = 0;
    expiring = 0;
    boolean first = true;
    for (Entry<T> entry : waiting) {
      if (entry.sequence() == 0) {
        drop(entry, Drop.AWAY);
        continue;
      }
      if (first) {
        first = false;
        oldestOnDisk = receivedAt(entry);
        readUpTo = entry.sequence() - 1;
      }
      entry.place = Place.ON_DISK;
      onDisk++;
    }
  }

  /** Begins to read what waits. */
  public void resume() {
    parked = false;
    readAhead();
  }

  /** Gives up what is too old. To be called from time to time. */
  public void sweep() {
    long now = clock.millis();
    for (Entry<T> first = head.peekFirst();
        first != null && tooOld(first, now) != null;
        first = head.peekFirst()) {
      takeHead();
      drop(first, Drop.TOO_OLD);
    }
    boolean worthALook = oldestOnDisk == 0 || now - oldestOnDisk > limits.age().toMillis();
    if (durable != null && parked && head.isEmpty() && onDisk > 0 && !reading && worthALook) {
      read(durable, SWEPT_AT_A_TIME, page -> sweep(page, now));
    } else {
      readAhead();
    }
  }

  private void sweep(Page<T> page, long now) {
    boolean all = !page.entries().isEmpty();
    for (Iterator<Entry<T>> i = page.entries().iterator(); all && i.hasNext(); ) {
      Entry<T> entry = i.next();
      oldestOnDisk = receivedAt(entry);
      all = tooOld(entry, now) != null;
      if (all) {
        dropFromDisk(entry, Drop.TOO_OLD);
      }
    }
    if (all && parked) {
      sweep();
    } else {
      readAhead();
    }
  }

  /** Ends the queue: all it holds is given up, and nothing of it survives. */
  public void delete() {
    deleted = true;
    budget.add(-bytes);
    count = 0;
    bytes = 0;
    onDisk = 0;
    head.forEach(entry -> settle(entry, DROPPED));
    head.clear();
    headBytes = 0;
    expiring = 0;
    if (durable != null) {
      durable.delete();
    }
  }

  /** Returns how it does. */
  public QueueStatus status() {
    Entry<T> first = head.peekFirst();
    long oldest = first != null ? receivedAt(first) : onDisk > 0 ? oldestOnDisk : 0;
    return new QueueStatus(destination, durable != null, count, bytes, oldest, dropped);
  }

  private void readAhead() {
    if (durable == null || parked || reading || deleted || onDisk == 0) {
      return;
    }
    boolean low = head.size() < inMemory.count() / 2 && headBytes < inMemory.bytes() / 2;
    // At least one, however small the window is.
    if (low || head.isEmpty()) {
      read(durable, Math.clamp(inMemory.count() - head.size(), 1, PAGE), this::take);
    }
  }

  /** Reads what comes next, one page at a time. */
  private void read(DeliveryLog<T> from, int most, Consumer<Page<T>> then) {
    reading = true;
    long after = readUpTo;
    from.read(after, most)
        .onSuccess(page -> {
          reading = false;
          if (!deleted) {
            lose(page);
            if (page.entries().isEmpty() && page.lost() == 0 && onDisk > 0) {
              readLater();
            } else if (after == readUpTo) {
              emptyPages = 0;
              then.accept(page);
            } else {
              readAhead(); // it was parked meanwhile, and what was at hand comes first again
            }
          }
        })
        .onFailure(this::unreadable);
  }

  private void take(Page<T> page) {
    if (parked) {
      return;
    }
    boolean none = head.isEmpty();
    for (Entry<T> entry : page.entries()) {
      add(entry);
      onDisk--;
    }
    readUpTo = page.upTo();
    if (none && !head.isEmpty()) {
      outlet.available();
    } else {
      readAhead();
    }
  }

  /** What could not be read is gone. */
  private void lose(Page<T> page) {
    if (page.lost() > 0) {
      onDisk -= page.lost();
      count -= page.lost();
      bytes -= page.lostBytes();
      budget.add(-page.lostBytes());
      count(Drop.UNREADABLE, page.lost());
    }
  }

  /** What waits has not been written yet. */
  private void readLater() {
    if (++emptyPages > MOST_EMPTY_PAGES) {
      log.error("{} deliveries to {} are not where they should be", onDisk, destination);
      count -= onDisk;
      onDisk = 0;
      emptyPages = 0;
      return;
    }
    reading = true;
    store.whenSafe(_ -> {
      reading = false;
      readAhead();
    });
  }

  private void unreadable(Throwable failure) {
    reading = false; // the next sweep tries again
    log.error("the queue of {} can't be read: {}", destination, failure.toString());
  }

  private void add(Entry<T> entry) {
    entry.place = Place.AHEAD;
    head.addLast(entry);
    countAhead(entry, 1);
  }

  private Entry<T> takeHead() {
    Entry<T> first = head.removeFirst();
    countAhead(first, -1);
    return first;
  }

  private boolean removeFromHead(Entry<T> entry) {
    boolean removed = head.remove(entry);
    if (removed) {
      countAhead(entry, -1);
    }
    return removed;
  }

  private void countAhead(Entry<T> entry, int sign) {
    headBytes += (long) sign * entry.item().size();
    expiring += entry.item().deadline() == Event.NEVER ? 0 : sign;
  }

  /** Returns whether that is over; if not, the outlet has it yet. */
  private boolean drop(Entry<T> entry, Drop reason) {
    count(reason);
    entry.place = Place.TAKEN;
    boolean over = !outlet.takesOver(entry, reason);
    if (over) {
      done(entry);
    }
    return over;
  }

  private void count(Drop reason) {
    count(reason, 1);
  }

  private void count(Drop reason, long deliveries) {
    dropped.merge(reason, deliveries, Long::sum);
    budget.count(reason, deliveries);
  }

  private void count(T item, int sign) {
    long size = (long) sign * item.size();
    count += sign;
    bytes += size;
    budget.add(size);
  }

  private long receivedAt(Entry<T> entry) {
    return EventIds.millis(entry.item().event().id());
  }

  private void settle(Entry<T> entry, Admission admission) {
    Acknowledgement waiting = entry.acknowledgement;
    entry.acknowledgement = null;
    if (waiting != null) {
      waiting.complete(admission);
    }
  }

  /** Hears from the log what becomes of entries. */
  private final class LogEntries implements Entry.Owner<T> {

    @Override
    public void written(Entry<T> entry) {
      settle(entry, ACCEPTED);
    }

    @Override
    public void refused(Entry<T> entry, String why) {
      if (deleted) {
        settle(entry, DROPPED);
        return;
      }
      count(Drop.NOT_STORED);
      switch (entry.place) {
        case AHEAD -> {
          removeFromHead(entry);
          forget(entry);
        }
        case ON_DISK -> {
          onDisk--;
          forget(entry);
        }
        case TAKEN -> forget(entry);
        case GONE -> {}
      }
      settle(entry, new Admission.Refused(Admission.Reason.NOT_STORED, why));
    }

    private void forget(Entry<T> entry) {
      entry.place = Place.GONE;
      count(entry.item(), -1);
    }
  }
}
