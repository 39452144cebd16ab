package io.edgecoordinator.mqtt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that share the messages of a filter, so that each message goes to one of them (MQTT 5,
 * section 4.8.2): in turn to those that are connected and keep up, then to others that are
 * connected, then to those that will come back.
 */
final class SharedGroup {

  private final List<Subscription> members = new ArrayList<>(2);
  private int turn;

  void add(Subscription member) {
    members.add(member);
  }

  void remove(Subscription member) {
    members.remove(member);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Returns who gets the next message, or null if nobody can. */
  @Nullable Subscription next() {
    Subscription best = null;
    int bestRank = Integer.MAX_VALUE;
    for (int i = 0; i < members.size() && bestRank > 0; i++) {
      Subscription candidate = members.get(Math.floorMod(turn + i, members.size()));
      int rank = rank(candidate.session());
      if (rank < bestRank) {
        best = candidate;
        bestRank = rank;
      }
    }
    turn++;
    return best;
  }

  private static int rank(Session session) {
    Connection connection = session.connection();
    if (connection != null) {
      return connection.outbox().isWritable() ? 0 : 1;
    }
    return 2;
  }
}
