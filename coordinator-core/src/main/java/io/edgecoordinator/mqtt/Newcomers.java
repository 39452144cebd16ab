package io.edgecoordinator.mqtt;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayDeque;

/**
 * New connections, let in so many at a time that those who are in already hardly notice a flood of
 * them. Who has to wait is not read from; how many can wait is bounded by the connections there may
 * be.
 */
final class Newcomers {

  private final Vertx vertx;
  private final InstantSource clock;
  private final MqttCounters counters;
  private final int perMillisecond;
  private final ArrayDeque<Channel> waiting = new ArrayDeque<>();
  private long last;
  private int letIn;

  /**
   * @param perMillisecond how many are let in within a millisecond
   */
  Newcomers(Vertx vertx, InstantSource clock, MqttCounters counters, int perMillisecond) {
    this.vertx = vertx;
    this.clock = clock;
    this.counters = counters;
    this.perMillisecond = perMillisecond;
  }

  /** Begins to read from a new connection, now or when it is its turn. */
  void arrive(Channel channel) {
    if (waiting.isEmpty() && mayEnter()) {
      return;
    }
    counters.connectionsDelayed++;
    channel.config().setAutoRead(false);
    waiting.add(channel);
    if (waiting.size() == 1) {
      callNext();
    }
  }

  private boolean mayEnter() {
    long now = clock.millis();
    if (now != last) {
      last = now;
      letIn = 0;
    }
    return letIn++ < perMillisecond;
  }

  private void callNext() {
    vertx.setTimer(
        1,
        _ -> {
          while (!waiting.isEmpty() && mayEnter()) {
            waiting.remove().config().setAutoRead(true);
          }
          if (!waiting.isEmpty()) {
            callNext();
          }
        });
  }
}
