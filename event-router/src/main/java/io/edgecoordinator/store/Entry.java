package io.edgecoordinator.store;

import io.edgecoordinator.event.Acknowledgement;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in a queue. Implementations of {@link DeliveryLog} extend it by what they need to find
 * it again.
 *
 * @param <T> what is delivered
 */
public class Entry<T extends Queueable> {

  /** Where a delivery is. */
  enum Place {
    /** In memory, waiting. */
    AHEAD,
    /** On disk only, or on the way there. */
    ON_DISK,
    /** With its destination. */
    TAKEN,
    /** Over. */
    GONE
  }

  /** Told what becomes of an entry that was appended to a log. */
  public interface Owner<T extends Queueable> {
    /** It is on disk. */
    void written(Entry<T> entry);

    /** It is not on disk and never will be. */
    void refused(Entry<T> entry, String why);
  }

  private final T item;
  private final long sequence;
  Place place = Place.AHEAD;
  @Nullable Acknowledgement acknowledgement;

  /**
   * @param item what is delivered
   * @param sequence grows from entry to entry within a destination
   */
  public Entry(T item, long sequence) {
    this.item = item;
    this.sequence = sequence;
  }

  /** Says whether nothing more is to be waited for before it counts as kept. */
  public final boolean isSettled() {
    return acknowledgement == null;
  }

  /** Returns what is delivered. */
  public final T item() {
    return item;
  }

  /** Returns the number that grows from entry to entry within a destination. */
  public final long sequence() {
    return sequence;
  }
}
