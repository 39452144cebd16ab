package io.edgecoordinator.deployment;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/** Names for deployments that somebody on the box itself wants. */
final class LocalIds {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private LocalIds() {}

  /** Returns a name that was not there before, such as {@code local-20260131-120000-7f3a}. */
  static String next(String kind, InstantSource clock) {
    return "%s-%s-%04x"
        .formatted(
            kind, TIME.format(clock.instant()), ThreadLocalRandom.current().nextInt(1 << 16));
  }
}
