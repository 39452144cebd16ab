package io.edgecoordinator.upstream;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.BrokerConnection.Ending;
import io.edgecoordinator.upstream.BrokerConnection.Received;
import io.edgecoordinator.upstream.Subscriptions.Subscription;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one broker, made again and again until it is stopped. Belongs to the event loop. The
 * broker keeps the box's session while it is away, and tells others by the retained message {@code
 * <prefix>connected} whether it is there.
 */
public final class UpstreamLink implements Upstream {

  private static final Logger log = LoggerFactory.getLogger(UpstreamLink.class);

  private final Context loop;
  private final Configuration.Upstream settings;
  private final LinkLimits limits;
  private final Clock clock;
  private final Backoff backoff;
  private final Subscriptions subscriptions = new Subscriptions();
  private final List<UpstreamListener> listeners = new ArrayList<>();
  private final LinkCounters counters = new LinkCounters();
  private @Nullable Line line;
  private long retry = -1;
  private boolean stopped;
  private long upAt;
  private @Nullable Instant since;
  private @Nullable String lastFailure;
  private String logged = "";

  /** Creates a link; {@link #start} makes it. */
  public UpstreamLink(Context loop, Configuration.Upstream settings, Clock clock) {
    this(loop, settings, LinkLimits.DEFAULTS, clock);
  }

  /** Creates a link with other limits. */
  public UpstreamLink(
      Context loop, Configuration.Upstream settings, LinkLimits limits, Clock clock) {
    this.loop = loop;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.backoff = new Backoff(limits.backoff(), limits.maxBackoff(), RandomGenerator.getDefault());
  }

  /** Begins to connect, for ever. */
  public void start() {
    if (line == null && !stopped) {
      connect();
    }
  }

  private void connect() {
    retry = -1;
    Line attempt = new Line(loop, connectionSettings(), limits, new Watcher());
    line = attempt;
    attempt.open();
  }

  private ConnectionSettings connectionSettings() {
    boolean secure = settings.url().getScheme().equals("mqtts");
    int port = settings.url().getPort();
    return new ConnectionSettings(
        settings.name(),
        settings.url().getHost(),
        port > 0 ? port : secure ? 8883 : 1883,
        null,
        settings.clientId(),
        settings.user(),
        settings.passwordFile(),
        presence(false));
  }

  private OutgoingMessage presence(boolean here) {
    return new OutgoingMessage(
        settings.prefix() + "connected", Payload.of(String.valueOf(here)), QoS.AT_LEAST_ONCE, true);
  }

  /** Ends the link: says goodbye to the broker if it can. */
  public Future<Void> stop() {
    stopped = true;
    if (retry >= 0) {
      loop.owner().cancelTimer(retry);
    }
    Line last = line;
    line = null;
    if (last == null) {
      return Future.succeededFuture();
    }
    if (!last.isUp()) {
      last.drop("stopped");
      return Future.succeededFuture();
    }
    since = clock.instant();
    return last.publish(presence(false))
        .transform(_ -> last.leave())
        .timeout(limits.farewell().toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .onComplete(_ -> last.drop("stopped"));
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
    return line != null && line.isUp();
  }

  @Override
  public int room() {
    return line == null ? 0 : line.room();
  }

  @Override
  public Future<Void> publish(OutgoingMessage message) {
    return line == null
        ? Future.failedFuture(new LinkDown("the link to " + name() + " is down"))
        : line.publish(message);
  }

  @Override
  public void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver) {
    Subscription added = subscriptions.add(filter, qos, receiver);
    if (line != null && line.isUp()) {
      subscribe(line, added);
    }
  }

  private void subscribe(Line to, Subscription subscription) {
    to.subscribe(
        subscription.id(),
        subscription.filter(),
        subscription.qos(),
        failure -> {
          if (failure != null) {
            counters.refusedSubscriptions++;
            log.warn(
                "upstream {} refuses the subscription to {}: {}",
                name(),
                subscription.filter(),
                failure.getMessage());
          }
        });
  }

  @Override
  public void unsubscribe(String filter) {
    Subscription removed = subscriptions.remove(filter);
    if (removed != null && line != null && line.isUp()) {
      line.unsubscribe(filter);
    }
  }

  @Override
  public void listen(UpstreamListener listener) {
    listeners.add(listener);
    if (isConnected()) {
      listener.connected();
    }
  }

  /** Returns how the link does. */
  public LinkStatus status() {
    return new LinkStatus(
        name(),
        settings.url(),
        isConnected(),
        since,
        lastFailure,
        counters.connects,
        counters.failures,
        counters.sent,
        counters.received,
        counters.refused,
        counters.refusedSubscriptions,
        counters.unwanted,
        line == null ? 0 : line.waiting(),
        line == null ? null : line.roundTripMillis());
  }

  /** Watches the line there is; one that is over tells nothing any more. */
  private final class Watcher implements Line.Owner {

    @Override
    public void up() {
      Line now = line;
      if (now == null) {
        return;
      }
      counters.connects++;
      since = clock.instant();
      upAt = System.nanoTime();
      logged = "";
      log.info("upstream {} is connected to {}", name(), settings.url());
      subscriptions.all().forEach(each -> subscribe(now, each));
      now.publish(presence(true));
      List.copyOf(listeners).forEach(UpstreamListener::connected);
    }

    @Override
    public void down(Ending ending) {
      boolean wasUp = upAt != 0;
      long held = System.nanoTime() - upAt;
      upAt = 0;
      line = null;
      counters.failures++;
      lastFailure = ending.reason();
      if (wasUp) {
        since = clock.instant();
      }
      if (wasUp && held >= limits.held().toNanos()) {
        backoff.reset();
      }
      long wait = ending.code() == Ending.TAKEN_OVER ? backoff.longest() : backoff.next();
      tell(wasUp, ending.reason(), wait);
      retry = loop.owner().setTimer(wait, _ -> connect());
      if (wasUp) {
        List.copyOf(listeners).forEach(UpstreamListener::disconnected);
      }
    }

    /** Logs what is new; the same again and again is not. */
    private void tell(boolean wasUp, String reason, long wait) {
      if (wasUp) {
        log.warn("upstream {} is lost: {}; next attempt in {} ms", name(), reason, wait);
      } else if (!reason.equals(logged)) {
        log.warn("upstream {} at {}: {}; is tried on and on", name(), settings.url(), reason);
      } else {
        log.debug("upstream {}: {}; next attempt in {} ms", name(), reason, wait);
      }
      logged = reason;
    }

    @Override
    public void roomy() {
      List.copyOf(listeners).forEach(UpstreamListener::roomy);
    }

    @Override
    public void received(Received message) {
      counters.received++;
      IncomingMessage content = message.message();
      List<Subscription> wanted = subscriptions.of(content.topic(), message.subscriptionIds());
      if (wanted.isEmpty()) {
        counters.unwanted++;
        content.done().run();
      } else if (wanted.size() == 1) {
        wanted.getFirst().receiver().accept(content);
      } else {
        IncomingMessage shared = content.doneAfter(wanted.size());
        wanted.forEach(each -> each.receiver().accept(shared));
      }
    }

    @Override
    public void sent() {
      counters.sent++;
    }

    @Override
    public void refused() {
      counters.refused++;
    }
  }
}
