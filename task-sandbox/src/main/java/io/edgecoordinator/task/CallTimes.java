package io.edgecoordinator.task;

import org.jspecify.annotations.Nullable;

/**
 * How long calls ran, as counts in buckets whose width is an eighth of their lower bound at most;
 * so much a quantile is off. Now and then all counts are halved, so that the latest calls weigh
 * most. Belongs to the event loop.
 */
final class CallTimes {

  /** Below, each microsecond has a bucket of its own. */
  private static final int EXACT = 16;

  private static final int EXACT_BITS = 4;

  /** Buckets for each doubling beyond that, as a power of two. */
  private static final int PARTS_BITS = 3;

  private static final int PARTS = 1 << PARTS_BITS;

  /** Longer than any call may take: 2^31 microseconds are 35 minutes. */
  private static final int MOST_BITS = 31;

  private static final int BUCKETS = EXACT + (MOST_BITS - EXACT_BITS) * PARTS;

  /** Calls after which the counts are halved. */
  private static final int HALVED_AFTER = 100_000;

  /** Null until the first call: most tasks of a box may never run. */
  private int @Nullable [] counts;

  private int all;

  /** Counts a call. */
  void add(long micros) {
    int[] buckets = counts;
    if (buckets == null) {
      buckets = new int[BUCKETS];
      counts = buckets;
    }
    buckets[bucket(Math.max(0, micros))]++;
    if (++all >= HALVED_AFTER) {
      halve(buckets);
    }
  }

  private void halve(int[] buckets) {
    all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] /= 2;
      all += buckets[i];
    }
  }

  /**
   * Returns the time in microseconds that a share of the calls did not exceed; 0 if there were
   * none.
   *
   * @param share greater than 0, 1 at most
   */
  long quantile(double share) {
    int[] buckets = counts;
    if (buckets == null) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(share * all));
    int i = 0;
    for (long seen = buckets[0]; seen < rank && i < BUCKETS - 1; seen += buckets[i]) {
      i++;
    }
    return middle(i);
  }

  private static int bucket(long micros) {
    if (micros < EXACT) {
      return (int) micros;
    }
    int bits = 63 - Long.numberOfLeadingZeros(micros);
    if (bits >= MOST_BITS) {
      return BUCKETS - 1;
    }
    int part = (int) (micros >>> (bits - PARTS_BITS)) & (PARTS - 1);
    return EXACT + (bits - EXACT_BITS) * PARTS + part;
  }

  private static long middle(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int bits = EXACT_BITS + (bucket - EXACT) / PARTS;
    int part = (bucket - EXACT) % PARTS;
    long width = 1L << (bits - PARTS_BITS);
    return (1L << bits) + width * part + width / 2;
  }
}
