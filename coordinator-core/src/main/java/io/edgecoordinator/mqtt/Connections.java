package io.edgecoordinator.mqtt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sockets that are open, and the time as far as they need it. One look at all of them every
 * second costs less than a timer for each.
 */
final class Connections {

  private final Set<Connection> open = new HashSet<>();
  private int now;

  void add(Connection connection) {
    open.add(connection);
  }

  void remove(Connection connection) {
    open.remove(connection);
  }

  int size() {
    return open.size();
  }

  /** Returns the seconds since the start. */
  int now() {
    return now;
  }

  /** Lets a second pass. */
  void tick() {
    now++;
    snapshot().forEach(Connection::checkTime);
  }

  /** Returns those that are open now; to close one changes the set. */
  List<Connection> snapshot() {
    return new ArrayList<>(open);
  }
}
