package io.edgecoordinator.store;

/**
 * Turns values into records and back. May be called from several threads at once.
 *
 * @param <T> the kind of value
 */
public interface Codec<T> {

  /** Writes a value. */
  void write(T value, RecordOutput out);

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} wrote
   */
  T read(RecordInput in);
}
