package io.edgecoordinator.http;

import io.edgecoordinator.forwarding.Forwarding;
import io.edgecoordinator.forwarding.ForwardingStatus;
import io.edgecoordinator.shadow.sync.SyncStatus;
import io.edgecoordinator.store.QueueStatus;
import io.edgecoordinator.tls.Validity;
import io.edgecoordinator.upstream.LinkStatus;
import io.edgecoordinator.upstream.UpstreamLink;
import io.edgecoordinator.upstream.UpstreamLinks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be seen of the links to brokers upstream. Belongs to the event loop. */
public final class UpstreamRoutes implements Routes, Consumer<MetricsPage> {

  private static final double MICROS = 1_000;

  private final UpstreamLinks links;
  private final Forwarding forwarding;
  private final Supplier<Map<String, SyncStatus>> shadows;
  private final InstantSource clock;

  /**
   * Creates the view.
   *
   * @param forwarding what waits for the brokers, and what was sent
   * @param shadows how far shadows are in step, by the name of the upstream
   */
  public UpstreamRoutes(
      UpstreamLinks links,
      Forwarding forwarding,
      Supplier<Map<String, SyncStatus>> shadows,
      InstantSource clock) {
    this.links = links;
    this.forwarding = forwarding;
    this.shadows = shadows;
    this.clock = clock;
  }

  @Override
  public void addTo(Router router, BodyHandler body) {
    router.get("/api/upstreams").handler(request -> HttpApi.send(request, 200, view()));
  }

  /** Returns how many links there are, and which are down. */
  public Map<String, Object> summary() {
    List<LinkStatus> all = links.all().stream().map(UpstreamLink::status).toList();
    return Map.of(
        "count",
        all.size(),
        "down",
        all.stream().filter(each -> !each.connected()).map(LinkStatus::name).toList());
  }

  private Object view() {
    return Map.of("upstreams", links.all().stream().map(this::link).toList());
  }

  private Map<String, Object> link(UpstreamLink link) {
    LinkStatus status = link.status();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", status.name());
    view.put("url", status.url().toString());
    view.put("connected", status.connected());
    putIfKnown(view, "since", status.since());
    putIfKnown(view, "lastFailure", status.lastFailure());
    view.put("connects", status.connects());
    view.put("failures", status.failures());
    view.put("sent", status.sent());
    view.put("received", status.received());
    view.put("refused", status.refused());
    view.put("refusedSubscriptions", status.refusedSubscriptions());
    view.put("unwanted", status.unwanted());
    view.put("leftOut", status.leftOut());
    view.put("answersPending", status.waiting());
    if (status.roundTripMillis() != null) {
      view.put("roundTripMillis", status.roundTripMillis());
    }
    view.put("waiting", waiting(status.name()));
    forwarding.status().stream()
        .filter(events -> events.upstream().equals(status.name()))
        .forEach(events -> view.put("events", events(events)));
    link.certificate().ifPresent(validity -> view.put("certificate", certificate(validity)));
    SyncStatus sync = shadows.get().get(status.name());
    if (sync != null) {
      view.put("shadows", sync(sync));
    }
    return view;
  }

  private static void putIfKnown(Map<String, Object> view, String key, @Nullable Object value) {
    if (value != null) {
      view.put(key, value.toString());
    }
  }

  private long waiting(String name) {
    return forwarding.queues().stream()
        .filter(queue -> queue.destination().startsWith("upstream:" + name + "/"))
        .mapToLong(QueueStatus::count)
        .sum();
  }

  private static Map<String, Object> events(ForwardingStatus events) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("sent", events.sent());
    view.put("doubled", events.doubled());
    view.put("refused", events.refused());
    view.put("incoming", events.incoming());
    view.put("incomingRefused", events.incomingRefused());
    view.put("unsettled", events.unsettled());
    return view;
  }

  private Map<String, Object> certificate(Validity validity) {
    return Map.of(
        "file", validity.file().toString(),
        "until", validity.until().toString(),
        "daysLeft", validity.daysLeft(clock.instant()));
  }

  private static Map<String, Object> sync(SyncStatus sync) {
    Map<String, Object> view = new LinkedHashMap<>();
    states(sync).forEach(view::put);
    view.put("inFlight", sync.inFlight());
    view.put("requests", sync.counters().requests());
    view.put("sent", sync.counters().sent());
    view.put("adopted", sync.counters().adopted());
    view.put("conflicts", sync.counters().conflicts());
    view.put("timeouts", sync.counters().timeouts());
    view.put("refusals", sync.counters().refusals());
    return view;
  }

  private static Map<String, Integer> states(SyncStatus sync) {
    Map<String, Integer> states = new TreeMap<>();
    sync.shadows().forEach((state, count) -> states.put(TaskViews.lowerCase(state), count));
    return states;
  }

  /** Adds the numbers of the links to the page of metrics. */
  @Override
  public void accept(MetricsPage page) {
    for (UpstreamLink each : links.all()) {
      each.certificate()
          .ifPresent(validity ->
              page.gauge(
                  "upstream_certificate_days_left",
                  "Days until the certificate of this box ends.",
                  validity.daysLeft(clock.instant()),
                  "upstream",
                  each.name()));
    }
    List<LinkStatus> all = links.all().stream().map(UpstreamLink::status).toList();
    for (Counted number : Counted.values()) {
      for (LinkStatus each : all) {
        number.addTo(page, each);
      }
    }
    shadows
        .get()
        .forEach((name, sync) ->
            states(sync)
                .forEach((state, count) ->
                    page.gauge(
                        "upstream_shadows",
                        "Shadows kept in step.",
                        count,
                        "upstream",
                        name,
                        "state",
                        state)));
  }

  /** What is counted of each link; all links of one number stand together on the page. */
  private enum Counted {
    CONNECTED("connected", "Whether something went through lately.", false),
    CONNECTS("connects", "How often a link was made.", true),
    FAILURES("failures", "How often a link was lost or could not be made.", true),
    SENT("messages_sent", "Messages that the broker has.", true),
    RECEIVED("messages_received", "Messages from the broker.", true),
    REFUSED("messages_refused", "Messages that the broker would not take.", true),
    SUBSCRIPTIONS("subscriptions_refused", "Filters the broker would not take.", true),
    UNWANTED("messages_unwanted", "Messages for no subscription of now.", true),
    LEFT_OUT("messages_left_out", "Messages that came and can not be read.", true),
    PENDING("answers_pending", "Messages sent and not answered.", false),
    ROUND_TRIP("round_trip_micros", "What the last sign of life took.", false);

    private final String name;
    private final String help;
    private final boolean grows;

    Counted(String name, String help, boolean grows) {
      this.name = "upstream_" + name;
      this.help = help;
      this.grows = grows;
    }

    void addTo(MetricsPage page, LinkStatus status) {
      String[] label = {"upstream", status.name()};
      if (grows) {
        page.counter(name, help, of(status), label);
      } else if (this != ROUND_TRIP || status.roundTripMillis() != null) {
        page.gauge(name, help, of(status), label);
      }
    }

    private long of(LinkStatus status) {
      return switch (this) {
        case CONNECTED -> status.connected() ? 1 : 0;
        case CONNECTS -> status.connects();
        case FAILURES -> status.failures();
        case SENT -> status.sent();
        case RECEIVED -> status.received();
        case REFUSED -> status.refused();
        case SUBSCRIPTIONS -> status.refusedSubscriptions();
        case UNWANTED -> status.unwanted();
        case LEFT_OUT -> status.leftOut();
        case PENDING -> status.waiting();
        case ROUND_TRIP -> {
          Double millis = status.roundTripMillis();
          yield millis == null ? 0 : Math.round(millis * MICROS);
        }
      };
    }
  }
}
