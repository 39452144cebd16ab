package io.edgecoordinator.upstream;

import io.edgecoordinator.config.Configuration;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All links of the box, in the order of the configuration. Belongs to the event loop. */
public final class UpstreamLinks {

  private final List<UpstreamLink> links;
  private final @Nullable Upstream deployments;

  /** Creates the links; {@link #start} makes them. */
  public UpstreamLinks(Context loop, List<Configuration.Upstream> settings, Clock clock) {
    links = settings.stream().map(each -> new UpstreamLink(loop, each, clock)).toList();
    deployments =
        settings.stream()
            .filter(Configuration.Upstream::deployments)
            .findFirst()
            .map(each -> links.get(settings.indexOf(each)))
            .orElse(null);
  }

  /** Returns the links. */
  public List<UpstreamLink> all() {
    return links;
  }

  /** Returns the link over which deployments come, or null if none does. */
  public @Nullable Upstream deployments() {
    return deployments;
  }

  /** Begins to connect. */
  public void start() {
    links.forEach(UpstreamLink::start);
  }

  /** Ends all links. */
  public Future<Void> stop() {
    return Future.join(links.stream().map(UpstreamLink::stop).toList()).mapEmpty();
  }
}
