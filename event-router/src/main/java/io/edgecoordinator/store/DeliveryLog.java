package io.edgecoordinator.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * Deliveries to one destination, on disk, in order. A {@link DeliveryQueue} stands in front of it.
 *
 * @param <T> what is delivered; must not change once it was appended
 */
public interface DeliveryLog<T extends Queueable> {

  /** Returns how much was in it when it was opened. */
  Extent extent();

  /** Returns the number of the last delivery that was added, 0 if there never was one. */
  long last();

  /**
   * Adds a delivery at the end, as part of the open commit of the {@link Store}. The owner is told
   * when that commit is written, or that it can't be, unless the entry was removed before.
   */
  Entry<T> append(T item, Entry.Owner<T> owner);

  /**
   * Takes a delivery out. One whose commit has not begun is never written: what is done that fast
   * costs the disk nothing.
   */
  void remove(Entry<T> entry);

  /**
   * Takes a removal back that has not been written, because what should have reached the disk
   * together with it was refused.
   *
   * @return whether the delivery is on disk; if not, it was never there or is on its way out
   */
  boolean keep(Entry<T> entry);

  /**
   * Reads what is on disk, in order. What has not been written yet is not among it.
   *
   * @param after the sequence number after which to begin
   * @param most entries to return at most
   */
  Future<Page<T>> read(long after, int most);

  /**
   * Removes all deliveries and the destination itself; the log can't be used any more. The owners
   * of what is not written yet are told that it was refused.
   */
  void delete();

  /**
   * Deliveries read together. A record that nobody can read is removed, counted here and not among
   * the entries.
   *
   * @param entries in order
   * @param upTo the sequence number after which to read on
   * @param lost deliveries that could not be read
   * @param lostBytes what they counted
   */
  record Page<T extends Queueable>(List<Entry<T>> entries, long upTo, long lost, long lostBytes) {}

  /**
   * How much there is in a log.
   *
   * @param count deliveries
   * @param bytes the sum of their {@link Queueable#size()}
   */
  record Extent(long count, long bytes) {}
}
