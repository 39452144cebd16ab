package io.edgecoordinator.task;

/**
 * Bounds of what tasks keep, beside {@link Quotas#state} of each.
 *
 * @param bytes keys and values of all tasks that are in memory
 * @param keys how many keys one task may have
 * @param keyBytes how long a key may be, in UTF-8
 * @param attempts how often a call is run whose reads change meanwhile, other attempts included
 * @param waiting requests of one task that may wait for its state
 */
record StateLimits(long bytes, int keys, int keyBytes, int attempts, int waiting) {

  static final StateLimits DEFAULT = new StateLimits(256L << 20, 20_000, 4_096, 16, 1_000);
}
