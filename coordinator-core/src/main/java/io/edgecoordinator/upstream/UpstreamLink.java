package io.edgecoordinator.upstream;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.tls.BrokerTls;
import io.edgecoordinator.tls.Validity;
import io.edgecoordinator.upstream.BrokerConnection.Ending;
import io.edgecoordinator.upstream.BrokerConnection.Received;
import io.edgecoordinator.upstream.Subscriptions.Subscription;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final BrokerAddress address;
  private final LinkLimits limits;
  private final Clock clock;
  private final @Nullable BrokerTls tls;
  private final Backoff backoff;
  private final Subscriptions subscriptions = new Subscriptions();
  private final List<UpstreamListener> listeners = new ArrayList<>();
  private final LinkCounters counters = new LinkCounters();
  private final LogThrottle complaints;
  private @Nullable Line line;
  private long retry = -1;
  private @Nullable CertificateWatch watch;
  private boolean stopped;
  private boolean renewing;
  private long upAt;
  private @Nullable Instant since;
  private @Nullable String lastFailure;
  private String logged = "";

  /**
   * Creates a link; {@link #start} makes it.
   *
   * @throws io.edgecoordinator.config.ConfigurationException if its certificates cannot be used
   */
  public UpstreamLink(Context loop, Configuration.Upstream settings, Clock clock) {
    this(loop, settings, LinkLimits.DEFAULTS, clock);
  }

  /** Creates a link with other limits. */
  public UpstreamLink(
      Context loop, Configuration.Upstream settings, LinkLimits limits, Clock clock) {
    this.loop = loop;
    this.settings = settings;
    this.address = BrokerAddress.of(settings.url());
    this.limits = limits;
    this.clock = clock;
    this.complaints = new LogThrottle(1, clock);
    this.tls = address.secure() ? tls(settings.tls(), clock) : null;
    this.backoff =
        new Backoff(limits.backoff(), limits.refusedBackoff(), RandomGenerator.getDefault());
  }

  private static BrokerTls tls(@Nullable ClientTls files, Clock clock) {
    return new BrokerTls(files == null ? new ClientTls(null, null, null) : files, clock);
  }

  /** Begins to connect, for ever. */
  public void start() {
    if (line == null && !stopped) {
      if (address.isOpenToOthers()) {
        log.warn(
            "upstream {} at {} is not encrypted: use mqtts:// unless its network can be trusted",
            name(),
            settings.url());
      }
      if (tls != null) {
        watch = new CertificateWatch(loop.owner(), tls, this::renew);
      }
      connect();
    }
  }

  /** Makes the link anew, with the certificates of now; at once if it is not up. */
  private void renew() {
    Line former = line;
    if (stopped) {
      return;
    }
    if (former == null) {
      loop.owner().cancelTimer(retry);
      connect();
    } else if (former.isUp()) {
      log.info("upstream {} is connected anew, with other certificates", name());
      renewing = true;
      former.leave(false);
    }
  }

  private void connect() {
    retry = -1;
    Line attempt = new Line(loop, connectionSettings(), limits, new Watcher());
    line = attempt;
    attempt.open();
  }

  private ConnectionSettings connectionSettings() {
    return new ConnectionSettings(
        settings.name(),
        address,
        tls == null ? null : tls.context(),
        settings.clientId(),
        settings.user(),
        settings.passwordFile(),
        isVisitor() ? null : presence(false));
  }

  /** Says whether this is no box: it has no topics of its own, and nobody is told of it. */
  private boolean isVisitor() {
    return settings.prefix().isEmpty();
  }

  private OutgoingMessage presence(boolean here) {
    return new OutgoingMessage(
        settings.prefix() + "connected", Payload.of(String.valueOf(here)), QoS.AT_LEAST_ONCE, true);
  }

  /** Ends the link: says goodbye to the broker if it can. */
  public Future<Void> stop() {
    stopped = true;
    loop.owner().cancelTimer(retry);
    if (watch != null) {
      watch.stop();
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
    // The will says that the box is away.
    return last.leave(true);
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
  public boolean isIdle() {
    return line != null && line.isIdle();
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

  /** Says until when this box's certificate is good; empty if it shows none. */
  public Optional<Validity> certificate() {
    return tls == null ? Optional.empty() : tls.validity();
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
        counters.leftOut,
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
      subscriptions.all().forEach(each -> subscribe(now, each));
      if (!isVisitor()) {
        log.info("upstream {} is connected to {}", name(), settings.url());
        now.publish(presence(true));
      }
      List.copyOf(listeners).forEach(UpstreamListener::connected);
    }

    @Override
    public void down(Ending ending) {
      if (stopped) {
        return;
      }
      boolean wasUp = upAt != 0;
      boolean held = wasUp && System.nanoTime() - upAt >= limits.held().toNanos();
      upAt = 0;
      line = null;
      since = wasUp ? clock.instant() : since;
      retry = loop.owner().setTimer(pause(ending, wasUp, held), _ -> connect());
      if (wasUp) {
        List.copyOf(listeners).forEach(UpstreamListener::disconnected);
      }
    }

    /** Returns how many milliseconds to wait for the next attempt. */
    private long pause(Ending ending, boolean wasUp, boolean held) {
      if (renewing) {
        renewing = false;
        return 1;
      }
      counters.failures++;
      lastFailure = ending.reason();
      if (held) {
        backoff.reset();
      }
      long wait =
          ending.code() == Ending.TAKEN_OVER
              ? backoff.longest()
              : backoff.next(ending.code() == 0 ? limits.maxBackoff() : limits.refusedBackoff());
      tell(wasUp, ending.reason(), wait);
      return wait;
    }

    /** Logs what is new; the same again and again is not. */
    private void tell(boolean wasUp, String reason, long wait) {
      if (wasUp) {
        log.warn("upstream {} is lost: {}; next attempt in {} ms", name(), reason, wait);
      } else if (!reason.equals(logged) && !isVisitor()) {
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
      if (!subscriptions.deliver(message)) {
        counters.unwanted++;
      }
    }

    @Override
    public void leftOut(String topic, String reason) {
      counters.leftOut++;
      if (complaints.permits()) {
        log.warn(
            "upstream {}: a message on {} was left out, which has {}{}",
            name(),
            topic,
            reason,
            complaints.takeSuppressed());
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
