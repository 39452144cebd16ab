package io.edgecoordinator.http;

import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowStatus;

/** The counters of shadows on the page for Prometheus. */
final class ShadowMetrics {

  private ShadowMetrics() {}

  static void addTo(MetricsPage page, ShadowStatus status) {
    page.gauge("shadows", "Shadows there are.", status.shadows())
        .gauge("shadow_bytes", "What all shadows take in memory, roughly.", status.bytes())
        .gauge("shadow_tombstones", "Deleted shadows remembered.", status.tombstones())
        .counter(
            "shadow_tombstones_forgotten",
            "Deleted shadows given up, since there were too many.",
            status.forgottenTombstones())
        .gauge("shadow_requests_in_flight", "Requests under way.", status.inFlight());
    for (ShadowOperation operation : ShadowOperation.values()) {
      page.counter(
          "shadow_requests_accepted",
          "Requests done.",
          status.counters().acceptedOf(operation),
          "operation",
          operation.toString());
    }
    status
        .counters()
        .rejectedByCode()
        .forEach((code, count) ->
            page.counter(
                "shadow_requests_rejected",
                "Requests not done.",
                count,
                "code",
                Integer.toString(code)));
  }
}
