package io.edgecoordinator.upstream;

import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.BrokerConnection.Ending;
import io.edgecoordinator.upstream.BrokerConnection.Received;
import io.edgecoordinator.upstream.BrokerConnection.Terms;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection in use: what is sent over it and not answered, and whether it is alive. Belongs to
 * the event loop.
 */
final class Line implements BrokerConnection.Listener {

  /**
   * So many of the messages that may be sent unanswered are kept for those who do not ask for
   * {@link #room}: who drains a backlog takes all room there is, and a word about a deployment or a
   * shadow must get through beside it.
   */
  private static final int RESERVE = 16;

  private final Vertx vertx;
  private final LinkLimits limits;
  private final Owner owner;
  private final BrokerConnection connection;
  private final Pulse pulse;
  private final Set<Sent> unanswered = new LinkedHashSet<>();
  private long ticker;
  private boolean up;
  private boolean over;
  private boolean full;
  private boolean busy;
  private int window;
  private int inFlight;

  /** Requests, other than messages, that the broker has not answered. */
  private int asked;

  private long published;

  /** The last message that gets no answer, if none sent later was answered; else 0. */
  private long unconfirmed;

  /** Told what becomes of a line. */
  interface Owner {

    /** The broker has accepted it. */
    void up();

    /** It could not be made, or is lost; all that was not answered has been told so. */
    void down(Ending ending);

    /** There is room again after there was none, or all is answered after it was not. */
    void roomy();

    void received(Received message);

    /** A message came that cannot be read. */
    void leftOut(String topic, String reason);

    /** The broker has a message, or the socket. */
    void sent();

    /** The broker will not take a message. */
    void refused();
  }

  /** Creates a line over a connection of Paho's. */
  Line(Context loop, ConnectionSettings settings, LinkLimits limits, Owner owner) {
    this.vertx = loop.owner();
    this.limits = limits;
    this.owner = owner;
    this.connection = new PahoConnection(loop, settings, limits, this);
    this.pulse = new Pulse(limits, System.nanoTime());
  }

  void open() {
    Duration shortest =
        limits.silence().compareTo(limits.answer()) < 0 ? limits.silence() : limits.answer();
    ticker = vertx.setPeriodic(Math.max(5, shortest.toMillis() / 8), _ -> tick());
    connection.open();
  }

  boolean isUp() {
    return up;
  }

  /** Returns how much there is room for, but for what is kept free, see {@link #RESERVE}. */
  int room() {
    return up ? Math.max(0, window - reserve() - inFlight) : 0;
  }

  private int reserve() {
    return Math.min(RESERVE, window / 5);
  }

  int waiting() {
    return unanswered.size();
  }

  /** Says whether the broker has answered all it was sent. */
  boolean isIdle() {
    return up && unanswered.isEmpty() && asked == 0;
  }

  /** Returns how long the last sign of life took, in milliseconds, or null if there was none. */
  @Nullable Double roundTripMillis() {
    return pulse.roundTripMillis();
  }

  Future<Void> publish(OutgoingMessage message) {
    boolean counted = message.qos() != QoS.AT_MOST_ONCE;
    if (!up) {
      return Future.failedFuture(new LinkDown("the link is down"));
    }
    if (counted ? inFlight >= window : unanswered.size() - inFlight >= limits.unsent()) {
      full |= counted;
      return Future.failedFuture(new LinkDown("too much is under way"));
    }
    Sent sent = new Sent(counted, ++published, isIdle());
    unanswered.add(sent);
    if (counted) {
      inFlight++;
    } else {
      unconfirmed = published;
    }
    busy = true;
    full |= room() == 0;
    connection.send(message, sent);
    return sent.promise.future();
  }

  void subscribe(int id, String filter, QoS qos, Consumer<@Nullable Throwable> answer) {
    ask();
    connection.subscribe(
        id,
        filter,
        qos,
        failure -> {
          asked--;
          alive();
          answer.accept(failure);
        });
  }

  void unsubscribe(String filter) {
    ask();
    connection.unsubscribe(
        filter,
        _ -> {
          asked--;
          alive();
        });
  }

  private void ask() {
    asked++;
    busy = true;
  }

  /**
   * Says goodbye to the broker once all before it is sent. The owner is told that the line is down,
   * when that is done or has taken too long.
   *
   * @param publishWill whether the broker is to publish the will all the same
   */
  Future<Void> leave(boolean publishWill) {
    Promise<Void> gone = Promise.promise();
    connection.leave(publishWill, gone::tryComplete);
    return gone.future()
        .timeout(limits.farewell().toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .onComplete(_ -> lose(new Ending(0, "left")));
  }

  /** Ends the line without a word to anybody but those who wait for answers. */
  void drop(String reason) {
    drop(new Ending(0, reason));
  }

  private void drop(Ending ending) {
    if (over) {
      return;
    }
    over = true;
    up = false;
    vertx.cancelTimer(ticker);
    connection.drop();
    List<Sent> lost = List.copyOf(unanswered);
    unanswered.clear();
    inFlight = 0;
    lost.forEach(each -> each.promise.fail(loss(ending, each, lost.size())));
  }

  private LinkDown loss(Ending ending, Sent message, int lost) {
    return ending.isForAPacket()
        ? new Suspected(
            ending.code(),
            ending.reason(),
            message.first && lost == 1 && asked == 0 && unconfirmed == 0)
        : new LinkDown(ending.reason());
  }

  private void lose(Ending ending) {
    if (!over) {
      drop(ending);
      owner.down(ending);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    switch (pulse.look(now, connection.lastSign())) {
      case FINE -> {}
      case PROBE -> connection.probe(() -> pulse.answered(System.nanoTime()));
      case DEAD ->
          lose(
              new Ending(
                  0,
                  up
                      ? "no sign of life for %d ms".formatted(limits.answer().toMillis())
                      : "no answer within %d ms".formatted(limits.connect().toMillis())));
    }
  }

  private void alive() {
    pulse.roundTrip(System.nanoTime());
  }

  @Override
  public void opened(Terms terms) {
    if (over) {
      return;
    }
    up = true;
    window = Math.min(limits.window(), terms.receiveMaximum());
    pulse.begin(System.nanoTime(), TimeUnit.SECONDS.toNanos(terms.keepAliveSeconds()));
    owner.up();
  }

  @Override
  public void received(Received message) {
    if (!over) {
      owner.received(message);
    }
  }

  @Override
  public void leftOut(String topic, String reason) {
    if (!over) {
      owner.leftOut(topic, reason);
    }
  }

  @Override
  public void settled() {
    if (room() > 0 && (full || (busy && isIdle()))) {
      full = false;
      busy = !isIdle();
      owner.roomy();
    }
  }

  @Override
  public void ended(Ending ending) {
    lose(ending);
  }

  /** A message that waits for its answer. */
  private final class Sent implements Consumer<@Nullable Throwable> {
    final Promise<Void> promise = Promise.promise();
    private final boolean counted;
    private final long number;

    /** Whether all before it was answered when it was sent. */
    final boolean first;

    Sent(boolean counted, long number, boolean first) {
      this.counted = counted;
      this.number = number;
      this.first = first;
    }

    @Override
    public void accept(@Nullable Throwable failure) {
      if (!unanswered.remove(this)) {
        return;
      }
      if (counted) {
        inFlight--;
        unconfirmed = number > unconfirmed ? 0 : unconfirmed;
        alive();
      }
      if (failure == null) {
        owner.sent();
        promise.complete();
      } else {
        owner.refused();
        promise.fail(failure);
      }
    }
  }
}
