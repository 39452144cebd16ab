package io.edgecoordinator.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Points in time as people read them, in their own time zone. */
final class Times {

  private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter THIS_YEAR = DateTimeFormatter.ofPattern("MM-dd HH:mm");
  private static final DateTimeFormatter FORMERLY = DateTimeFormatter.ofPattern("yyyy-MM-dd");

  private final ZoneId zone;
  private final LocalDate today;

  Times(Clock clock) {
    this.zone = clock.getZone();
    this.today = LocalDate.now(clock);
  }

  static Times ofThisMachine() {
    return new Times(Clock.system(ZoneId.systemDefault()));
  }

  /** Returns date and time, to the second. */
  String full(Instant time) {
    return FULL.format(time.atZone(zone));
  }

  /** Returns a time in at most 11 characters: the farther away, the less exact. */
  String brief(Instant time) {
    ZonedDateTime there = time.atZone(zone);
    if (there.toLocalDate().equals(today)) {
      return TODAY.format(there);
    }
    return (there.getYear() == today.getYear() ? THIS_YEAR : FORMERLY).format(there);
  }
}
