package io.edgecoordinator.shadow;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What happened to shadows since the start. Belongs to the event loop. */
public final class ShadowCounters {

  private final long[] accepted = new long[ShadowOperation.values().length];
  private final Map<Integer, Long> rejected = new TreeMap<>();

  ShadowCounters() {}

  void accepted(ShadowOperation operation) {
    accepted[place(operation)]++;
  }

  void rejected(int code) {
    rejected.merge(code, 1L, Long::sum);
  }

  /** Returns how many requests for an operation were done. */
  public long acceptedOf(ShadowOperation operation) {
    return accepted[place(operation)];
  }

  /** Returns how many requests were rejected, by code. */
  public Map<Integer, Long> rejectedByCode() {
    return Collections.unmodifiableMap(rejected);
  }

  private static int place(ShadowOperation operation) {
    return switch (operation) {
      case GET -> 0;
      case UPDATE -> 1;
      case DELETE -> 2;
    };
  }
}
