package io.edgecoordinator.event;

/** The addresses on the event bus by which the parts know each other. */
public final class Addresses {

  /** Takes an {@link EventBatch}: all that enters, from whichever source. */
  public static final String EVENT = "event";

  /** Takes deliveries to the local MQTT subscribers of the event's own topic. */
  public static final String SUBSCRIBERS = "subscribers";

  /** Takes deliveries to the broker upstream of rows that name none. */
  public static final String UPSTREAM = "upstream";

  /** Takes deliveries to device shadows. */
  public static final String SHADOW = "shadow";

  private Addresses() {}

  /** Returns the address that takes deliveries to the broker upstream of that name. */
  public static String upstream(String name) {
    return UPSTREAM + "." + name;
  }

  /** Returns the address that takes calls of a task. */
  public static String task(String name) {
    return "task." + name;
  }
}
