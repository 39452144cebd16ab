package io.edgecoordinator.sqlite;

/** Whom deliveries are for, as the event loop sees it. */
final class Destination {

  /** The lower bits of a delivery's id are its sequence number, the upper ones its destination. */
  private static final int SEQUENCE_BITS = 42;

  /** The highest number of a destination. */
  static final int MAX_NUMBER = (1 << (63 - SEQUENCE_BITS)) - 1;

  final int number;
  final String name;

  /** The last sequence number handed out. */
  long last;

  /** Deliveries, those on their way to the disk included. */
  long count;

  /** The sum of their sizes. */
  long bytes;

  boolean deleted;

  Destination(int number, String name, long last, long count, long bytes) {
    this.number = number;
    this.name = name;
    this.last = last;
    this.count = count;
    this.bytes = bytes;
  }

  /** Counts a delivery, or uncounts it. */
  void count(int size, int sign) {
    count += sign;
    bytes += (long) sign * size;
  }

  /** Returns the key of a delivery. */
  long id(long sequence) {
    return firstId(number) + sequence;
  }

  /** Returns the sequence number in a key. */
  static long sequence(long id) {
    return id & ((1L << SEQUENCE_BITS) - 1);
  }

  /** Returns the least key of a destination; the next destination's is the first one past it. */
  static long firstId(int number) {
    return (long) number << SEQUENCE_BITS;
  }
}
