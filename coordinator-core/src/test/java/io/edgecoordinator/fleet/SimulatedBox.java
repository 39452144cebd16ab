package io.edgecoordinator.fleet;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.deployment.DeploymentTopics;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import io.edgecoordinator.deployment.download.DownloadCounters;
import io.edgecoordinator.deployment.download.DownloadLimits;
import io.edgecoordinator.deployment.download.NetworkDownloads;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.UpstreamLink;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a box from outside: a real link and real downloads, and an end that the test has
 * chosen instead of tasks. Belongs to the event loop.
 */
public final class SimulatedBox {

  private final Context loop;
  private final UpstreamLink link;
  private final NetworkDownloads downloads;
  private final DeploymentTopics topics;
  private final Path folder;
  private final DeploymentState end;
  private @Nullable Install current;
  private @Nullable Download download;
  private volatile boolean connected;
  private final AtomicInteger told = new AtomicInteger();

  /**
   * Creates a box that is away.
   *
   * @param end what becomes of what has come to it
   */
  public SimulatedBox(Context loop, int port, String id, Path folder, DeploymentState end) {
    this.loop = loop;
    this.folder = folder;
    this.end = end;
    link =
        new UpstreamLink(
            loop,
            new Configuration.Upstream(
                "broker",
                URI.create("mqtt://127.0.0.1:" + port),
                id,
                null,
                null,
                null,
                "coordinators/" + id + "/",
                true,
                1_000,
                List.of()),
            Clock.systemUTC());
    downloads =
        new NetworkDownloads(loop, link, null, DownloadLimits.DEFAULT, new DownloadCounters());
    topics = new DeploymentTopics(link.prefix());
    link.subscribe(topics.desired(), QoS.AT_LEAST_ONCE, this::desired);
    link.listen(
        new UpstreamListener() {
          @Override
          public void connected() {
            connected = true;
            tell(null);
          }
        });
  }

  /** Says whether it was ever connected; from any thread. */
  public boolean wasConnected() {
    return connected;
  }

  /** Returns how often it was told what is desired; from any thread. */
  int told() {
    return told.get();
  }

  /** Begins to connect. */
  public void start() {
    link.start();
  }

  /** Ends its link. */
  public Future<Void> stop() {
    return link.stop();
  }

  private void desired(IncomingMessage message) {
    message.done().run();
    if (message.payload().size() == 0) {
      return;
    }
    told.incrementAndGet();
    switch (DesiredDeployment.parse(message.payload())) {
      case Install install -> install(install);
      case DesiredDeployment.Cancel cancel -> cancel(cancel);
    }
  }

  private void install(Install install) {
    if (current != null && current.deployment().equals(install.deployment())) {
      return;
    }
    current = install;
    tell(progress(DeploymentState.DOWNLOADING, "", 0));
    Path file = folder.resolve(install.sha256());
    Download begun = downloads.of(install, file);
    download = begun;
    begun
        .start()
        .compose(
            _ -> loop.owner().executeBlocking(() -> sha256(file).equals(install.sha256()), false))
        .onSuccess(good -> {
          tell(progress(DeploymentState.ACTIVATING, "", 100));
          tell(
              good
                  ? progress(end, end == DeploymentState.HEALTHY ? "" : "20% of calls failed", 100)
                  : progress(DeploymentState.FAILED, "another digest", 100));
        });
  }

  private void cancel(DesiredDeployment.Cancel cancel) {
    if (download != null) {
      download.stop();
    }
    tell(
        new DeploymentReport.Progress(
            cancel.deployment(), "", "", DeploymentState.CANCELLED, "cancelled", 0));
  }

  private DeploymentReport.Progress progress(DeploymentState state, String reason, int percent) {
    Install install = current;
    if (install == null) {
      throw new AssertionError("nothing is desired");
    }
    return new DeploymentReport.Progress(
        install.deployment(), install.bundle(), install.version(), state, reason, percent);
  }

  private void tell(DeploymentReport.@Nullable Progress progress) {
    DeploymentReport report =
        new DeploymentReport(
            progress,
            1,
            Map.of("cold-chain", "1.3.0"),
            List.of("hall"),
            Clock.systemUTC().instant());
    link.publish(new OutgoingMessage(topics.status(), report.payload(), QoS.AT_LEAST_ONCE, true));
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
