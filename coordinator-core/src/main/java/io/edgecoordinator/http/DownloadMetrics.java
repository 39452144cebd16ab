package io.edgecoordinator.http;

import io.edgecoordinator.deployment.download.DownloadCounters;
import java.util.function.Consumer;

/** How bundles came, for the page of metrics. */
public final class DownloadMetrics implements Consumer<MetricsPage> {

  private final DownloadCounters counters;

  /** Creates the source. */
  public DownloadMetrics(DownloadCounters counters) {
    this.counters = counters;
  }

  @Override
  public void accept(MetricsPage page) {
    page.counter("download_requests", "Blocks asked for over MQTT.", counters.requests())
        .counter("download_repeats", "Blocks asked for once more.", counters.repeats())
        .counter("download_blocks", "Blocks that came and were needed.", counters.blocks())
        .counter("download_doubled", "Blocks that came and were there.", counters.doubled())
        .counter("download_unusable", "Messages that were no block.", counters.unusable())
        .counter("download_retries", "Web servers asked again.", counters.retries());
  }
}
