package io.edgecoordinator.deployment;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deployments over MQTT: hears what is desired, and tells how the box does. What is told is the
 * latest, each time the link is made and when something changed; what changes while a report is on
 * its way is told in the next one. Belongs to the event loop.
 */
public final class DesiredLink implements UpstreamListener {

  /** Far more than what is desired can have, signature included. */
  private static final int MAX_BYTES = 64 << 10;

  /** How often the progress of a download is told. */
  private static final long PROGRESS_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(DesiredLink.class);

  private final Vertx vertx;
  private final Upstream upstream;
  private final Deployments deployments;
  private final DeploymentTopics topics;
  private final LogThrottle complaints;
  private long timer;
  private int toldPercent;
  private boolean isNews;
  private boolean isSending;

  /** Creates the part; {@link #start} begins to listen. */
  public DesiredLink(Vertx vertx, Upstream upstream, Deployments deployments, InstantSource clock) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.deployments = deployments;
    this.topics = new DeploymentTopics(upstream.prefix());
    this.complaints = new LogThrottle(1, clock);
    deployments.useLink(upstream::isConnected);
  }

  /** Subscribes, and tells of all states from now on. */
  public void start() {
    deployments.listen(_ -> tell());
    timer = vertx.setPeriodic(PROGRESS_MILLIS, _ -> look());
    upstream.subscribe(topics.desired(), QoS.AT_LEAST_ONCE, this::received);
    upstream.listen(this);
  }

  /** Tells no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }

  private void received(IncomingMessage message) {
    if (message.payload().size() == 0) {
      message.done().run(); // nothing is desired any more, which changes nothing
      return;
    }
    take(message.payload())
        .onSuccess(_ -> {
          message.done().run();
          tell();
        });
  }

  private Future<Void> take(Payload payload) {
    if (payload.size() > MAX_BYTES) {
      complain("it has %d bytes".formatted(payload.size()));
      return Future.succeededFuture();
    }
    try {
      return deployments.desire(DesiredDeployment.parse(payload));
    } catch (IllegalArgumentException malformed) {
      String why = String.valueOf(malformed.getMessage());
      complain(why);
      Optional<String> id = DesiredDeployment.idOf(payload);
      return id.map(known -> deployments.reject(known, "malformed: " + why))
          .orElseGet(Future::succeededFuture);
    }
  }

  private void complain(String why) {
    if (complaints.permits()) {
      log.warn(
          "what is desired at {} can't be understood: {}{}",
          topics.desired(),
          why,
          complaints.takeSuppressed());
    }
  }

  private void look() {
    DeploymentReport.Progress last = deployments.report().last();
    if (last != null
        && last.state() == DeploymentState.DOWNLOADING
        && last.percent() != toldPercent) {
      tell();
    } else if (isNews) {
      send();
    }
  }

  @Override
  public void connected() {
    tell();
  }

  @Override
  public void roomy() {
    send();
  }

  private void tell() {
    isNews = true;
    send();
  }

  private void send() {
    if (!isNews || isSending || upstream.room() == 0) {
      return;
    }
    DeploymentReport report = deployments.report();
    toldPercent = report.last() == null ? 0 : report.last().percent();
    isNews = false;
    isSending = true;
    upstream
        .publish(new OutgoingMessage(topics.status(), report.payload(), QoS.AT_LEAST_ONCE, true))
        .onComplete(sent -> {
          isSending = false;
          if (sent.failed()) {
            isNews = true; // look() or the next connection tries again
          } else {
            send();
          }
        });
  }
}
