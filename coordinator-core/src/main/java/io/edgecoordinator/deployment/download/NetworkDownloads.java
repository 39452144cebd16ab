package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.deployment.Download;
import io.edgecoordinator.deployment.Downloads;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Downloads over the link to a broker, and from web servers. Belongs to the event loop. */
public final class NetworkDownloads implements Downloads {

  private final Vertx vertx;
  private final Upstream upstream;
  private final WebAccess web;
  private final DownloadLimits limits;
  private final DownloadCounters counters;
  private final WorkerExecutor disk;
  private final Set<BlockDownload> overMqtt = new LinkedHashSet<>();

  /**
   * Creates the downloads.
   *
   * @param upstream where blocks are asked for
   * @param ca a PEM file with who else, beside those the system trusts, may have signed the
   *     certificates of web servers; or null
   */
  public NetworkDownloads(
      Context loop,
      Upstream upstream,
      @Nullable Path ca,
      DownloadLimits limits,
      DownloadCounters counters) {
    this.vertx = loop.owner();
    this.upstream = upstream;
    this.web = new WebAccess(vertx, ca);
    this.limits = limits;
    this.counters = counters;
    this.disk = vertx.createSharedWorkerExecutor("downloads " + upstream.prefix(), 1);
    upstream.listen(
        new UpstreamListener() {
          @Override
          public void connected() {
            List.copyOf(overMqtt).forEach(BlockDownload::connected);
          }

          @Override
          public void disconnected() {
            List.copyOf(overMqtt).forEach(BlockDownload::disconnected);
          }
        });
  }

  @Override
  public Download of(DesiredDeployment.Install desired, Path file) {
    Blocks blocks = new Blocks(disk, file, desired, limits);
    if (!desired.from().equals(DesiredDeployment.MQTT)) {
      return new HttpsDownload(vertx, web, desired, blocks, limits.stall(), counters);
    }
    BlockDownload download =
        new BlockDownload(
            vertx,
            upstream,
            desired,
            blocks,
            new RequestPace(limits.window(), limits.firstTimeout().toNanos()),
            counters,
            overMqtt::remove);
    overMqtt.add(download);
    return download;
  }
}
