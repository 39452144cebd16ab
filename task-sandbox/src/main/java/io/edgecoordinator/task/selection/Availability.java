package io.edgecoordinator.task.selection;

/**
 * What the box can bear now. Immutable.
 *
 * @param slots environments that may have calls under way at once, not counting those whose call
 *     runs long; at least 2, of which one is for high priority only
 * @param running environments that may have calls under way at once, those whose call runs long
 *     included; at least {@code slots}
 * @param memory bytes there are for new environments
 */
public record Availability(int slots, int running, long memory) {

  /** Environments that may run at once for each slot, where nobody says otherwise. */
  private static final int RUNNING_FOR_EACH_SLOT = 8;

  public Availability {
    if (slots < 2 || running < slots) {
      throw new IllegalArgumentException("there must be 2 slots, and not fewer may run");
    }
  }

  /**
   * Returns what a box offers with so many processors: two slots for each, since handlers also
   * wait, and at least four.
   *
   * @param memory bytes there are for new environments
   */
  public static Availability of(int processors, long memory) {
    int slots = Math.max(4, 2 * processors);
    return new Availability(slots, RUNNING_FOR_EACH_SLOT * slots, memory);
  }
}
