package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowOperation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the cloud that are not answered yet, and how many more may be made. Belongs to the
 * event loop.
 */
final class CloudRequests {

  /**
   * A request.
   *
   * @param token by which the answer is known
   * @param deadline when no answer is expected any more, in milliseconds of the engine's clock
   */
  record Request(String token, SyncedShadow shadow, ShadowOperation operation, long deadline) {}

  private static final long COST = 1_000;

  private final CloudLink link;
  private final SyncLimits limits;
  private final LongSupplier clock;
  private final SyncCounters counters = new SyncCounters();
  private final String prefix = "edge-" + UUID.randomUUID() + "-";
  private final Map<String, Request> open = new LinkedHashMap<>();
  private long number;
  private long credit;
  private long creditAt;

  CloudRequests(CloudLink link, SyncLimits limits, LongSupplier clock) {
    this.link = link;
    this.limits = limits;
    this.clock = clock;
    this.credit = COST * limits.perSecond();
    this.creditAt = clock.getAsLong();
  }

  SyncCounters counters() {
    return counters;
  }

  /** Says whether the pace allows one more. */
  boolean mayBegin() {
    long now = clock.getAsLong();
    credit = Math.min(COST * limits.perSecond(), credit + (now - creditAt) * limits.perSecond());
    creditAt = now;
    return credit >= COST;
  }

  /** Begins one, which is to be sent soon. */
  Request begin(SyncedShadow shadow, ShadowOperation operation) {
    credit -= COST;
    String token = prefix + ++number;
    long deadline = clock.getAsLong() + limits.timeoutMillis();
    Request request = new Request(token, shadow, operation, deadline);
    open.put(token, request);
    return request;
  }

  /**
   * Sends one that has begun, unless it has ended meanwhile.
   *
   * @param lost told why if it could not be sent
   */
  void send(Request request, Payload payload, Consumer<String> lost) {
    if (open.containsKey(request.token())) {
      counters.requests++;
      String topic = request.shadow().name.topic() + "/" + request.operation();
      link.publish(topic, payload).onFailure(why -> lost.accept("not sent: " + why.getMessage()));
    }
  }

  /** Ends a request; says whether it had not ended before. */
  boolean end(Request request) {
    return open.remove(request.token()) != null;
  }

  /** Returns the request that a message answers, or null if it is none of these. */
  @Nullable Request answeredBy(CloudMessage message) {
    Request request = open.get(message.token());
    return request != null
            && request.operation() == message.operation()
            && request.shadow().name.equals(message.shadow())
        ? request
        : null;
  }

  /** Says whether a message answers a request of this box, or one that has ended. */
  boolean isOwn(CloudMessage message) {
    return message.token().startsWith(prefix);
  }

  /** Returns those of which no answer is expected any more. */
  List<Request> expired() {
    long now = clock.getAsLong();
    List<Request> expired = new ArrayList<>();
    for (Iterator<Request> all = open.values().iterator(); all.hasNext(); ) {
      Request eldest = all.next();
      if (eldest.deadline() > now) {
        break;
      }
      expired.add(eldest);
    }
    return expired;
  }

  /** Returns all that are not answered yet. */
  List<Request> all() {
    return List.copyOf(open.values());
  }
}
