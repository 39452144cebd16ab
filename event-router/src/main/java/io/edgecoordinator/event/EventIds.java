package io.edgecoordinator.event;

import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Hands out event ids: the milliseconds since 1970 in the upper 44 bits, a counter in the lower 20.
 * Ids grow, also when the clock is set back while the program runs.
 *
 * <p>Not safe for use by several threads; each thread that makes events has its own.
 */
public final class EventIds {

  private static final int COUNTER_BITS = 20;
  private static final HexFormat HEX = HexFormat.of();

  private final InstantSource clock;
  private long last;

  /** Creates a source of ids that reads the given clock. */
  public EventIds(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns an id greater than all before. */
  public long next() {
    last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
    return last;
  }

  /** Returns the time an id was handed out, in milliseconds since 1970. */
  public static long millis(long id) {
    return id >>> COUNTER_BITS;
  }

  /** Returns the id in 16 lower-case hexadecimal digits. */
  public static String text(long id) {
    return HEX.toHexDigits(id);
  }
}
