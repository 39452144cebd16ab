package io.edgecoordinator.mqtt;

import java.util.HashMap;
import java.util.Map;

/**
 * The numbers that stand for topics on the way to one client (section 3.3.2.3.4). The first topics
 * get one, for as long as the connection lasts.
 */
final class OutboundAliases {

  private final Map<String, Integer> aliases = new HashMap<>();
  private final int most;

  /**
   * @param most the highest number the client takes
   */
  OutboundAliases(int most) {
    this.most = most;
  }

  boolean knows(String topic) {
    return aliases.containsKey(topic);
  }

  /** Returns the number of a topic, or 0 if it has none. */
  int alias(String topic) {
    Integer known = aliases.get(topic);
    return known != null ? known : aliases.size() < most ? aliases.size() + 1 : 0;
  }

  /** The client has been told a number. */
  void told(String topic, int alias) {
    aliases.put(topic, alias);
  }
}
