package io.edgecoordinator.forwarding;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Topics;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.RefusedUpstream;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A link whose broker answers when the test says so: what becomes of messages at the very moment
 * when a link is lost can't be had from a real one. Belongs to the event loop, its lists aside.
 */
final class ScriptedUpstream implements Upstream {

  private final String name;
  private final List<UpstreamListener> listeners = new ArrayList<>();
  private final List<Sent> unanswered = new ArrayList<>();
  private final Map<String, Consumer<IncomingMessage>> receivers = new ConcurrentHashMap<>();
  private boolean connected;
  private boolean answers;
  private int window = 1_000;

  /** All that was sent, in order. */
  final List<OutgoingMessage> sent = new CopyOnWriteArrayList<>();

  private record Sent(OutgoingMessage message, Promise<Void> answer) {}

  ScriptedUpstream(String name) {
    this.name = name;
  }

  /** Makes the link; from now on the broker answers or not. */
  void connect(boolean nowAnswers) {
    answers = nowAnswers;
    connected = true;
    List.copyOf(listeners).forEach(UpstreamListener::connected);
  }

  /** Forgets the box it was made for: that was stopped. */
  void forget() {
    connected = false;
    listeners.clear();
    unanswered.clear();
    receivers.clear();
  }

  void window(int messages) {
    window = messages;
  }

  /** Loses the link, as one that fails what was not answered before it says so. */
  void cut() {
    connected = false;
    List<Sent> lost = List.copyOf(unanswered);
    unanswered.clear();
    lost.forEach(each -> each.answer.fail("the link is lost"));
    List.copyOf(listeners).forEach(UpstreamListener::disconnected);
  }

  /** Answers for the first messages that are not answered. */
  void answer(int count) {
    for (int i = 0; i < count; i++) {
      unanswered.removeFirst().answer.complete();
    }
  }

  /** Refuses the first message that is not answered. */
  void refuse(int code) {
    unanswered.removeFirst().answer.fail(new RefusedUpstream(code, "not for you"));
  }

  /** Has one message that is not answered fail, while the link is there. */
  void fail(int index) {
    unanswered.remove(index).answer.fail("no room");
  }

  List<String> texts() {
    return sent.stream().map(message -> message.payload().text()).toList();
  }

  /** A message comes. Returns how often it was said to be done. */
  AtomicInteger bring(String topic, String payload, QoS qos) {
    AtomicInteger done = new AtomicInteger();
    matching(topic)
        .forEach(receiver ->
            receiver.accept(
                new IncomingMessage(
                    topic,
                    Payload.of(payload),
                    qos,
                    false,
                    null,
                    MessageProperties.NONE,
                    done::incrementAndGet)));
    return done;
  }

  private Stream<Consumer<IncomingMessage>> matching(String topic) {
    return new TreeMap<>(receivers)
        .entrySet().stream()
            .filter(each -> Topics.matches(each.getKey(), topic))
            .map(Map.Entry::getValue);
  }

  List<String> filters() {
    return receivers.keySet().stream().sorted().toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String prefix() {
    return "coordinators/box-1/";
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public boolean isIdle() {
    return connected && unanswered.isEmpty();
  }

  @Override
  public int room() {
    return connected ? window - unanswered.size() : 0;
  }

  @Override
  public Future<Void> publish(OutgoingMessage message) {
    if (!connected) {
      return Future.failedFuture("the link is down");
    }
    sent.add(message);
    if (answers || message.qos() == QoS.AT_MOST_ONCE) {
      return Future.succeededFuture();
    }
    Promise<Void> answer = Promise.promise();
    unanswered.add(new Sent(message, answer));
    return answer.future();
  }

  @Override
  public void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver) {
    receivers.put(filter, receiver);
  }

  @Override
  public void unsubscribe(String filter) {
    receivers.remove(filter);
  }

  @Override
  public void listen(UpstreamListener listener) {
    listeners.add(listener);
    if (connected) {
      listener.connected();
    }
  }
}
