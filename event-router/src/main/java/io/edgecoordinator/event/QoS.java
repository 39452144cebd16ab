package io.edgecoordinator.event;

/** Delivery guarantee of an event, as MQTT 3.1.1 section 4.3 and MQTT 5 section 4.3 define it. */
public enum QoS {
  /** Fire and forget. */
  AT_MOST_ONCE(0),
  /** Acknowledged; may arrive more than once. */
  AT_LEAST_ONCE(1),
  /** Acknowledged in two steps; arrives once. */
  EXACTLY_ONCE(2);

  private static final QoS[] LEVELS = values();

  private final int level;

  QoS(int level) {
    this.level = level;
  }

  /**
   * Returns the level with the given number on the wire.
   *
   * @param level 0, 1 or 2
   * @throws IllegalArgumentException if the number is none of these
   */
  public static QoS of(int level) {
    if (level < 0 || level >= LEVELS.length) {
      throw new IllegalArgumentException("QoS must be 0, 1 or 2, not " + level);
    }
    return LEVELS[level];
  }

  /** Returns the number on the wire: 0, 1 or 2. */
  public int level() {
    return level;
  }

  /** Returns the stronger of this and another guarantee. */
  public QoS atLeast(QoS other) {
    return level >= other.level ? this : other;
  }

  /** Returns the weaker of this and another guarantee. */
  public QoS atMost(QoS other) {
    return level <= other.level ? this : other;
  }
}
