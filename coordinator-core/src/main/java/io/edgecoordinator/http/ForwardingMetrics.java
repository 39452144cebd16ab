package io.edgecoordinator.http;

import io.edgecoordinator.forwarding.Forwarding;
import io.edgecoordinator.forwarding.ForwardingStatus;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What was sent to brokers upstream and came from there, for the page of metrics. */
public final class ForwardingMetrics implements Consumer<MetricsPage> {

  private final Forwarding forwarding;

  /** Creates the source. */
  public ForwardingMetrics(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public void accept(MetricsPage page) {
    List<ForwardingStatus> all = forwarding.status();
    count(page, all, "sent", "Events that a broker upstream has.", ForwardingStatus::sent);
    count(page, all, "doubled", "Events sent once more.", ForwardingStatus::doubled);
    count(page, all, "refused", "Events a broker upstream refused.", ForwardingStatus::refused);
    count(page, all, "incoming", "Events from upstream.", ForwardingStatus::incoming);
    count(
        page,
        all,
        "incoming_refused",
        "How often events from upstream were refused here.",
        ForwardingStatus::incomingRefused);
    for (ForwardingStatus each : all) {
      page.gauge(
          "upstream_events_unsettled",
          "Events from upstream that are not safe here yet.",
          each.unsettled(),
          "upstream",
          each.upstream());
    }
    page.counter(
            "upstream_deliveries_nowhere",
            "Deliveries upstream on a box that has no upstream.",
            forwarding.nowhere())
        .counter(
            "upstream_deliveries_refused_by_name",
            "Deliveries to an upstream of a name that is not there.",
            forwarding.refusedByName());
  }

  private static void count(
      MetricsPage page,
      List<ForwardingStatus> all,
      String name,
      String help,
      ToLongFunction<ForwardingStatus> value) {
    for (ForwardingStatus each : all) {
      page.counter(
          "upstream_events_" + name, help, value.applyAsLong(each), "upstream", each.upstream());
    }
  }
}
