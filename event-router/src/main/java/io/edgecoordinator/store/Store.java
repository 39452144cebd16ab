package io.edgecoordinator.store;

import org.jspecify.annotations.Nullable;

/**
 * All that survives a restart: deliveries that are under way, and small maps. Changes are gathered
 * into a commit; commits reach the disk one after the other, each as a whole or not at all, while
 * the next one is being gathered.
 *
 * <p>Belongs to the event loop: methods are called there, and callbacks run there.
 */
public interface Store {

  /** Returns the log of deliveries to one destination, making it if it is new. */
  <T extends Queueable> DeliveryLog<T> deliveries(String destination, Codec<T> codec);

  /** Returns the map of that name, making it if it is new. */
  <T> DurableMap<T> map(String name, Codec<T> codec);

  /** Calls back when every change made so far is on disk, at once if it already is. */
  void whenSafe(Safe callback);

  /**
   * Keeps the open commit open, so that what is done until the hold is closed reaches the disk
   * together with what was done since. To be held for as long as an event takes to its
   * destinations, not longer: nothing is written meanwhile.
   */
  Hold hold();

  /** Told what became of changes. */
  @FunctionalInterface
  interface Safe {
    /**
     * Tells how it went, once.
     *
     * @param failure why the changes could not be written, in one line; null if they are safe
     */
    void settled(@Nullable String failure);
  }

  /** Lets the open commit be written when closed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
