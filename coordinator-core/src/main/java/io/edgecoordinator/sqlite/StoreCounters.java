package io.edgecoordinator.sqlite;

/**
 * What the store has done since it was opened, for metrics. Written on the event loop but for the
 * bytes on disk; another thread that reads may see numbers that are a moment old.
 */
public final class StoreCounters {

  long commits;
  long failedCommits;
  long written;
  long elided;
  long removed;
  long refused;
  long undecodable;
  volatile long bytesOnDisk;

  StoreCounters() {}

  /** Returns how many commits reached the disk. */
  public long commits() {
    return commits;
  }

  /** Returns how many commits could not be written. */
  public long failedCommits() {
    return failedCommits;
  }

  /** Returns how many deliveries were written. */
  public long written() {
    return written;
  }

  /** Returns how many deliveries were over before they had to be written. */
  public long elided() {
    return elided;
  }

  /** Returns how many deliveries were removed from the disk. */
  public long removed() {
    return removed;
  }

  /** Returns how many deliveries were refused because they could not be written. */
  public long refused() {
    return refused;
  }

  /** Returns how many records were given up because nobody could read them. */
  public long undecodable() {
    return undecodable;
  }

  /** Returns how much room the store takes on the disk, in bytes, to the second. */
  public long bytesOnDisk() {
    return bytesOnDisk;
  }
}
