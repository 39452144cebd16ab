package io.edgecoordinator.task;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What tasks fetch from web servers, {@code fetch}: only from those their bundle permits, and no
 * longer than the call that asks runs. Belongs to the event loop.
 */
final class Fetches {

  private final Vertx vertx;
  private final ServiceLimits limits;
  private final InstantSource clock;
  private final OpenRequests open;
  private final Map<OpenRequests.Caller, Set<Fetch>> underWay = new HashMap<>();
  private @Nullable HttpClient client;

  Fetches(Vertx vertx, ServiceLimits limits, InstantSource clock) {
    this.vertx = vertx;
    this.limits = limits;
    this.clock = clock;
    this.open = new OpenRequests("fetches", limits.fetches(), limits.fetchesPerCall());
  }

  /** Fetches what the request's content says, see {@link FetchRequest#read}. */
  void fetch(
      TaskDefinition task, TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply) {
    FetchRequest wanted;
    try {
      wanted = FetchRequest.read(request.content());
    } catch (IllegalArgumentException wrong) {
      reply.accept(new HostRequest.Refused(open.refuse("can't fetch: " + wrong.getMessage())));
      return;
    }
    String what = "can't fetch " + wanted.url() + ": ";
    OpenRequests.Caller caller = OpenRequests.Caller.of(task, call);
    long millis =
        Math.min(call.delivery().deadline() - clock.millis(), task.limits().timeout().toMillis());
    String refusal =
        millis < 1 ? open.refuse("the deadline of this call has passed") : open.open(caller);
    if (refusal != null) {
      reply.accept(new HostRequest.Refused(what + refusal));
      return;
    }
    Fetch fetch =
        new Fetch(
            vertx,
            client(),
            new FetchPermission(task.permissions().fetch()),
            task.limits().quotas().output(),
            limits.redirects());
    underWay.computeIfAbsent(caller, _ -> new HashSet<>()).add(fetch);
    fetch
        .start(wanted, millis)
        .onComplete(answer -> {
          open.close(caller);
          forget(caller, fetch);
          reply.accept(
              answer.succeeded()
                  ? new HostRequest.Done(0, answer.result())
                  : new HostRequest.Refused(what + answer.cause().getMessage()));
        });
  }

  private void forget(OpenRequests.Caller caller, Fetch fetch) {
    Set<Fetch> ofCall = underWay.get(caller);
    if (ofCall != null && ofCall.remove(fetch) && ofCall.isEmpty()) {
      underWay.remove(caller);
    }
  }

  /** Ends what a call fetches that has ended. */
  void ended(TaskDefinition task, TaskCall call) {
    if (underWay.isEmpty()) {
      return;
    }
    Set<Fetch> left = underWay.get(OpenRequests.Caller.of(task, call));
    if (left != null) {
      List.copyOf(left).forEach(fetch -> fetch.end("the call has ended"));
    }
  }

  private HttpClient client() {
    HttpClient known = client;
    if (known == null) {
      known =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setConnectTimeout(10_000)
                  .setKeepAliveTimeout(Fetch.IDLE_SECONDS)
                  .setMaxInitialLineLength(8_192)
                  .setMaxHeaderSize(32_768),
              new PoolOptions().setHttp1MaxSize(limits.fetchesPerCall()));
      client = known;
    }
    return known;
  }

  HostCounters.Kind counters() {
    return open.counters();
  }
}
