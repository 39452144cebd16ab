package io.edgecoordinator;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.sync.CloudLink;
import io.edgecoordinator.shadow.sync.ShadowSync;
import io.edgecoordinator.shadow.sync.SyncLimits;
import io.edgecoordinator.shadow.sync.SyncRule;
import io.edgecoordinator.shadow.sync.SyncStatus;
import io.edgecoordinator.store.Store;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Keeps shadows in step with the brokers upstream that are configured so. */
final class ShadowsUpstream {

  private final Map<String, ShadowSync> engines = new LinkedHashMap<>();

  /**
   * Creates the engines; {@link #start} brings them to life.
   *
   * @param links in the order of the settings
   */
  ShadowsUpstream(
      List<Configuration.Upstream> settings,
      List<? extends Upstream> links,
      ShadowService shadows,
      Store store) {
    for (int i = 0; i < settings.size(); i++) {
      List<SyncRule> rules = settings.get(i).shadows().stream().map(ShadowsUpstream::rule).toList();
      if (!rules.isEmpty()) {
        engines.put(
            settings.get(i).name(),
            new ShadowSync(
                shadows,
                store,
                new Link(links.get(i)),
                rules,
                SyncLimits.DEFAULT,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
      }
    }
  }

  private static SyncRule rule(String shadows) {
    int slash = shadows.indexOf('/');
    return slash < 0
        ? new SyncRule(shadows, null)
        : new SyncRule(shadows.substring(0, slash), shadows.substring(slash + 1));
  }

  /** Begins; to be called before the links are made, and after the shadows were read. */
  Future<Void> start(Vertx vertx) {
    return Future.all(engines.values().stream().map(each -> each.start(vertx)).toList()).mapEmpty();
  }

  /** Returns how far the shadows are in step, by the name of the upstream. */
  Map<String, SyncStatus> status() {
    Map<String, SyncStatus> status = new LinkedHashMap<>();
    engines.forEach((name, engine) -> status.put(name, engine.status()));
    return status;
  }

  /** A broker upstream as the way to the cloud. */
  private record Link(Upstream upstream) implements CloudLink {

    @Override
    public void open(List<String> filters, Receiver receiver) {
      for (String filter : filters) {
        upstream.subscribe(
            filter,
            QoS.AT_LEAST_ONCE,
            message -> {
              receiver.received(message.topic(), message.payload());
              message.done().run(); // what it tells is asked for again, should it get lost here
            });
      }
      upstream.listen(
          new UpstreamListener() {
            @Override
            public void connected() {
              receiver.connected();
            }

            @Override
            public void disconnected() {
              receiver.disconnected();
            }
          });
    }

    @Override
    public Future<Void> publish(String topic, Payload payload) {
      return upstream.publish(new OutgoingMessage(topic, payload, QoS.AT_LEAST_ONCE, false));
    }
  }
}
