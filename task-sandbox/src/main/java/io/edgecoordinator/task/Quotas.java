package io.edgecoordinator.task;

/**
 * What one task may give and take beside memory and time; a call that breaks one of these ends with
 * a result that names it.
 *
 * @param processor percent of one processor that one environment may use, 1 to 100
 * @param output bytes one call may return and publish together
 * @param events events the task may publish per second, the returned one included
 * @param log bytes one call may log; what comes after is counted, not kept
 * @param state bytes of keys and values its {@code context.state} may hold
 */
public record Quotas(int processor, long output, long events, long log, long state) {

  /** What a bundle gets that says nothing. */
  public static final Quotas DEFAULT = new Quotas(100, 1L << 20, 1_000_000, 64L << 10, 1L << 20);

  public Quotas {
    if (processor < 1 || processor > 100) {
      throw new IllegalArgumentException("processor must be between 1% and 100%");
    }
    requireBetween("output", output, 1, 64L << 20);
    requireBetween("events", events, 1, 1_000_000_000);
    requireBetween("log", log, 0, 16L << 20);
    requireBetween("state", state, 0, 64L << 20);
  }

  private static void requireBetween(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be between " + least + " and " + most + ", not " + value);
    }
  }
}
