package io.edgecoordinator.upstream;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.event.QoS;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.function.Consumer;

/** The link to one broker, made again and again until it is stopped. */
public final class UpstreamLink implements Upstream {

  private final Configuration.Upstream settings;

  /** Creates a link; {@link #start} makes it. */
  public UpstreamLink(Context loop, Configuration.Upstream settings, Clock clock) {
    this.settings = settings;
  }

  /** Begins to connect, for ever. */
  public void start() {}

  /** Ends the link: says goodbye to the broker if it can. */
  public Future<Void> stop() {
    return Future.succeededFuture();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String prefix() {
    return settings.prefix();
  }

  @Override
  public boolean isConnected() {
    return false;
  }

  @Override
  public int room() {
    return 0;
  }

  @Override
  public Future<Void> publish(OutgoingMessage message) {
    return Future.failedFuture("the link to " + name() + " is down");
  }

  @Override
  public void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver) {}

  @Override
  public void unsubscribe(String filter) {}

  @Override
  public void listen(UpstreamListener listener) {}
}
