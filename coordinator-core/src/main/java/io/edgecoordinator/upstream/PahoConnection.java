package io.edgecoordinator.upstream;

import io.edgecoordinator.event.QoS;
import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * A connection by Eclipse Paho. Its client blocks where one does not expect it and has deadlocks
 * when it is called from its own callbacks; so each connection has a client of its own, all calls
 * come from one thread of the connection's own, and callbacks do nothing but hand over to the event
 * loop. A client that hangs harms nobody: its socket is closed, and it is forgotten.
 */
final class PahoConnection implements BrokerConnection {

  private static final int DISCONNECT_WITH_WILL = 0x04;

  private final ConnectionSettings settings;
  private final LinkLimits limits;
  private final Listener listener;
  private final Inbox inbox;
  private final PahoThreads threads;
  private final LinkSocket socket;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread caller;
  private volatile boolean idle;
  private volatile Terms terms = new Terms(1, 0, false, 0, true, true);

  /** Something to be asked of the client, on the thread that is for that. */
  private interface Call {
    void on(PahoClient client) throws MqttException;
  }

  PahoConnection(Context loop, ConnectionSettings settings, LinkLimits limits, Listener listener) {
    this.settings = settings;
    this.limits = limits;
    this.listener = listener;
    this.inbox = new Inbox(loop, limits.unread(), listener::settled);
    this.threads = new PahoThreads("upstream " + settings.name());
    this.socket =
        new LinkSocket(
            settings.address().host(),
            settings.tls(),
            threads::execute,
            in -> new PublishFilter(in, limits.maxPacketBytes(), this::leftOut));
  }

  @Override
  public void open() {
    Thread.ofPlatform().daemon().name("upstream " + settings.name()).start(this::run);
  }

  private void run() {
    caller = Thread.currentThread();
    try {
      PahoClient client =
          new PahoClient(settings.address().clientUri(), settings.clientId(), threads);
      client.setManualAcks(true);
      client.setCallback(new Callbacks());
      client.connect(options(), null, new Greeted());
      while (!ended.get()) {
        Call next = calls.poll();
        if (next == null) {
          rest();
        } else {
          next.on(client);
        }
      }
    } catch (MqttException | RuntimeException failed) {
      end(failed);
    }
  }

  private void rest() {
    idle = true;
    if (calls.isEmpty() && !ended.get()) {
      LockSupport.park(this);
    }
    idle = false;
  }

  private void call(Call call) {
    calls.add(call);
    wake();
  }

  private void wake() {
    if (idle) {
      LockSupport.unpark(caller);
    }
  }

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(new OneSocket(socket));
    options.setConnectionTimeout((int) Math.max(1, limits.connect().toSeconds()));
    options.setKeepAliveInterval(settings.keepAliveSeconds());
    options.setCleanStart(false);
    options.setSessionExpiryInterval(settings.sessionExpirySeconds());
    options.setReceiveMaximum(limits.receiveMaximum());
    options.setMaximumPacketSize((long) limits.maxPacketBytes());
    options.setAutomaticReconnect(false);
    settings.login(options);
    OutgoingMessage will = settings.will();
    if (will != null) {
      options.setWill(
          will.topic(),
          new MqttMessage(
              will.payload().bytes(), will.qos().level(), will.retain(), new MqttProperties()));
    }
    return options;
  }

  @Override
  public void send(OutgoingMessage message, Consumer<@Nullable Throwable> answer) {
    call(client -> {
      try {
        Terms now = terms;
        Sendable.check(message, Math.min(now.maxPacketBytes(), limits.maxPacketBytes()));
        client.publish(message.topic(), PahoMessages.of(message, now), null, new Answered(answer));
      } catch (RefusedUpstream useless) {
        inbox.put(() -> answer.accept(useless));
      }
    });
  }

  @Override
  public void subscribe(int id, String filter, QoS qos, Consumer<@Nullable Throwable> answer) {
    call(client -> {
      MqttSubscription subscription = new MqttSubscription(filter, qos.level());
      subscription.setNoLocal(true);
      subscription.setRetainAsPublished(false);
      MqttProperties properties = new MqttProperties();
      if (terms.subscriptionIds()) {
        properties.setSubscriptionIdentifier(id);
      }
      client.subscribe(
          new MqttSubscription[] {subscription}, null, new Answered(answer), properties);
    });
  }

  @Override
  public void unsubscribe(String filter, Consumer<@Nullable Throwable> answer) {
    call(client -> client.unsubscribe(filter, null, new Answered(answer)));
  }

  @Override
  public void probe(Runnable answer) {
    call(client -> client.ping(new Answered(_ -> answer.run())));
  }

  @Override
  public void acknowledge(int messageId) {
    call(client -> client.messageArrivedComplete(messageId, 1));
  }

  private void leftOut(PublishFilter.LeftOut message) {
    if (message.id() != 0) {
      acknowledge(message.id());
    }
    inbox.putWhenRoom(() -> listener.leftOut(message.topic(), message.reason()));
  }

  @Override
  public long lastSign() {
    return socket.lastSign();
  }

  @Override
  public void leave(boolean publishWill, Runnable gone) {
    int code = publishWill ? DISCONNECT_WITH_WILL : 0;
    call(client ->
        client.disconnect(0, null, new Answered(_ -> gone.run()), code, new MqttProperties()));
  }

  @Override
  public void drop() {
    ended.set(true);
    inbox.close();
    Thread.startVirtualThread(socket::abort);
    LockSupport.unpark(caller);
  }

  private void end(Throwable cause) {
    end(() -> Endings.of(socket.greeting(), cause));
  }

  private void end(Supplier<Ending> ending) {
    if (ended.compareAndSet(false, true)) {
      inbox.put(() -> listener.ended(ending.get()));
      Thread.startVirtualThread(socket::abort);
      LockSupport.unpark(caller);
    }
  }

  private final class Greeted implements MqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      ConnAck greeting = socket.greeting();
      if (greeting == null) {
        return;
      }
      terms = greeting.terms();
      inbox.put(() -> listener.opened(greeting.terms()));
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      end(failure);
    }
  }

  /** Hands the answer to one request over. */
  private final class Answered implements MqttActionListener, Runnable {
    private final Consumer<@Nullable Throwable> answer;
    private @Nullable Throwable failure;

    Answered(Consumer<@Nullable Throwable> answer) {
      this.answer = answer;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      failure = Endings.refusal(token);
      inbox.put(this);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      // The connection ends, and with it all that is not answered.
    }

    @Override
    public void run() {
      answer.accept(failure);
    }
  }

  private final class Callbacks implements MqttCallback {

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      MqttException cause = response.getException();
      if (cause != null) {
        end(cause);
      } else {
        end(() -> Endings.byBroker(response.getReturnCode(), response.getReasonString()));
      }
    }

    @Override
    public void mqttErrorOccurred(MqttException fault) {
      end(fault);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      int id = message.getId();
      Runnable done = message.getQos() == 1 ? new Done(id) : () -> {};
      Received received =
          new Received(
              PahoMessages.read(topic, message, done),
              id,
              message.getProperties().getSubscriptionIdentifiers());
      inbox.putWhenRoom(() -> listener.received(received));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean again, String uri) {}

    @Override
    public void authPacketArrived(int code, MqttProperties properties) {}
  }

  /** Acknowledges once. Runs on the event loop. */
  private final class Done implements Runnable {
    private final int id;
    private boolean done;

    Done(int id) {
      this.id = id;
    }

    @Override
    public void run() {
      if (!done && !ended.get()) {
        done = true;
        acknowledge(id);
      }
    }
  }
}
