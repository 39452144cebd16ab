package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.ShadowState;
import io.edgecoordinator.shadow.sync.CloudRequests.Request;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps chosen shadows in step with the cloud side. There is no log of changes: of each shadow it
 * is remembered what the cloud said last, and what differs from that is merged, value by value, as
 * {@link ThreeWayMerge} says. So a month without a link costs one exchange for each shadow that was
 * changed, and a get for each that was not.
 *
 * <p>When the link comes, every chosen shadow is read once, those that were changed here first;
 * from then on the cloud tells of changes. Requests are few at a time and paced, see {@link
 * SyncLimits}.
 *
 * <p>Belongs to the event loop.
 */
public final class ShadowSync implements CloudLink.Receiver {

  private static final long TICK_MILLIS = 100;

  private final ShadowService shadows;
  private final CloudLink link;
  private final List<SyncRule> rules;
  private final SyncLimits limits;
  private final LongSupplier clock;
  private final CloudRequests requests;
  private final Exchanges exchanges;
  private final SyncQueue queue = new SyncQueue();
  private final Map<ShadowName, SyncedShadow> chosen = new TreeMap<>();
  private boolean connected;
  private boolean pumping;

  /**
   * Creates the engine; {@link #start} brings it to life.
   *
   * @param rules a shadow that one of them chooses is kept in step
   * @param clock never goes back, in milliseconds
   */
  public ShadowSync(
      ShadowService shadows,
      Store store,
      CloudLink link,
      List<SyncRule> rules,
      SyncLimits limits,
      LongSupplier clock) {
    this.shadows = shadows;
    this.link = link;
    this.rules = List.copyOf(rules);
    this.limits = limits;
    this.clock = clock;
    this.requests = new CloudRequests(link, limits, clock);
    this.exchanges = new Exchanges(shadows, store, limits, clock, requests, this::ended);
  }

  /** Reads what is on disk, then opens the link. The service must have been started. */
  public Future<Void> start(Vertx vertx) {
    return load().onSuccess(_ -> vertx.setPeriodic(TICK_MILLIS, _ -> tick()));
  }

  Future<Void> load() {
    return exchanges
        .reconciliation()
        .load()
        .onSuccess(records -> {
          records.forEach(this::remembered);
          shadows.all().forEach(this::find);
          chosen.values().forEach(shadow -> shadow.changed = !isLikeTheCloud(shadow));
          shadows.onChange(this::changedHere);
          link.open(rules.stream().flatMap(rule -> rule.filters().stream()).toList(), this);
        })
        .mapEmpty();
  }

  private void remembered(String key, SyncRecord record) {
    SyncedShadow shadow = find(ShadowName.ofKey(key));
    if (shadow != null) {
      shadow.record = record;
    }
  }

  private boolean isLikeTheCloud(SyncedShadow shadow) {
    return exchanges.reconciliation().share(shadow);
  }

  /** Returns a chosen shadow, taking it in if it is new; null if it is not chosen. */
  private @Nullable SyncedShadow find(ShadowName name) {
    SyncedShadow known = chosen.get(name);
    if (known != null || rules.stream().noneMatch(rule -> rule.chooses(name))) {
      return known;
    }
    if (chosen.size() >= limits.shadows()) {
      requests.counters().tooMany++;
      return null;
    }
    SyncedShadow taken = new SyncedShadow(name);
    chosen.put(name, taken);
    return taken;
  }

  @Override
  public void connected() {
    connected = true;
    for (SyncRule rule : rules) {
      ShadowName only = rule.only();
      if (only != null) {
        find(only);
      }
    }
    for (SyncedShadow shadow : chosen.values()) {
      shadow.afresh();
      queue.offer(shadow, clock.getAsLong());
    }
    pump();
  }

  @Override
  public void disconnected() {
    connected = false;
    for (Request request : requests.all()) {
      requests.end(request);
      queue.release(request.shadow());
    }
    queue.clear();
    chosen.values().forEach(shadow -> shadow.known = false);
  }

  @Override
  public void received(String topic, Payload payload) {
    CloudMessage message = CloudMessage.parse(topic, payload);
    if (message == null) {
      requests.counters().unreadable++;
      return;
    }
    Request request = requests.answeredBy(message);
    if (request != null) {
      exchanges.answered(request, message);
    } else if (message.accepted() && message.operation() != ShadowOperation.GET) {
      changedThere(message);
    }
    pump();
  }

  /** Somebody else changed a shadow of the cloud's, or this box did and has given up the answer. */
  private void changedThere(CloudMessage message) {
    SyncedShadow shadow = find(message.shadow());
    if (shadow == null) {
      requests.counters().notChosen++;
      return;
    }
    boolean deleted = message.operation() == ShadowOperation.DELETE;
    shadow.ownDeletion |= deleted && requests.isOwn(message);
    if (!deleted && shadow.known && message.version() <= shadow.record.version()) {
      return;
    }
    shadow.heard = deleted ? Long.MAX_VALUE : Math.max(shadow.heard, message.version());
    shadow.known = false;
    somethingHappened(shadow);
  }

  private void changedHere(ShadowName name) {
    SyncedShadow shadow = find(name);
    if (shadow != null) {
      shadow.changed = !isLikeTheCloud(shadow);
      somethingHappened(shadow);
      pump();
    }
  }

  private void somethingHappened(SyncedShadow shadow) {
    if (shadow.stuck) {
      shadow.hopeAgain();
    }
    if (connected) {
      queue.offer(shadow, clock.getAsLong());
    }
  }

  /** Lets time pass: ends what takes too long, wakes what has rested. */
  void tick() {
    requests
        .expired()
        .forEach(request ->
            exchanges.lost(request, "no answer in %d ms".formatted(limits.timeoutMillis())));
    queue.wake(clock.getAsLong());
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (connected && queue.busy() < limits.inFlight() && requests.mayBegin()) {
      SyncedShadow next = queue.take();
      if (next == null) {
        break;
      }
      exchanges.begin(next);
    }
    pumping = false;
  }

  private void ended(SyncedShadow shadow) {
    queue.release(shadow);
    if (isGone(shadow)) {
      chosen.remove(shadow.name);
    } else if (connected) {
      queue.offer(shadow, clock.getAsLong());
      pump();
    }
  }

  /** Says whether there is no such shadow any more, neither here nor in the cloud. */
  private boolean isGone(SyncedShadow shadow) {
    return shadow.known
        && shadow.record.isLike(SyncRecord.NONE)
        && shadows.find(shadow.name) == null;
  }

  /** Returns how far all chosen shadows are in step, and what happened. */
  public SyncStatus status() {
    Map<SyncState, Integer> states = new EnumMap<>(SyncState.class);
    chosen.values().forEach(shadow -> states.merge(shadow.state(), 1, Integer::sum));
    return new SyncStatus(connected, states, queue.busy(), requests.counters());
  }

  /** Returns how far a shadow is in step; null if it is not a chosen one. */
  public SyncStatus.@Nullable Of status(ShadowName name) {
    SyncedShadow shadow = chosen.get(name);
    if (shadow == null) {
      return null;
    }
    ShadowState here = shadows.find(name);
    return new SyncStatus.Of(
        name,
        shadow.state(),
        here == null ? 0 : here.version(),
        shadow.record.version(),
        shadow.fault);
  }
}
