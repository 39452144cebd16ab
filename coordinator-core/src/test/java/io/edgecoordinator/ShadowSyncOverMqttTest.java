package io.edgecoordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.event.EventBatch;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.ReferenceCodec;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.DeliveryBatch;
import io.edgecoordinator.shadow.Requester;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowLimits;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRequest;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.ShadowState;
import io.edgecoordinator.shadow.sync.CloudLink;
import io.edgecoordinator.shadow.sync.ShadowSync;
import io.edgecoordinator.shadow.sync.SyncCounters;
import io.edgecoordinator.shadow.sync.SyncLimits;
import io.edgecoordinator.shadow.sync.SyncRule;
import io.edgecoordinator.sqlite.SqliteStore;
import io.edgecoordinator.sqlite.StoreLimits;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A box in step with a whole coordinator, which is its cloud, over MQTT. */
class ShadowSyncOverMqttTest {

  private static final ShadowName FIRST = ShadowName.classic("thermostat-1");
  private static final ShadowName SECOND = new ShadowName("thermostat-1", "config");

  private static final long SECONDS = 30;
  private static final JsonMapper JSON = new JsonMapper();

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  @TempDir private Path folder;
  private Coordinator cloud;
  private int port;
  private Mqtt5BlockingClient app;
  private Mqtt5Publishes answers;
  private Box box;
  private int asked;

  @BeforeEach
  void start() throws Exception {
    ReferenceCodec.register(vertx, EventBatch.class);
    ReferenceCodec.register(vertx, DeliveryBatch.class);
    HostPort any = new HostPort("127.0.0.1", 0);
    cloud =
        new Coordinator(
            new Configuration(
                "cloud",
                folder.resolve("cloud"),
                new Configuration.Mqtt(any, false),
                new Configuration.Http(any, false),
                List.of()));
    port = await(cloud.start()).mqtt().port();
    app = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
    app.connect();
    answers = app.publishes(MqttGlobalPublishFilter.ALL);
    app.subscribeWith().topicFilter("$aws/things/+/shadow/#").send();
    box = new Box();
  }

  @AfterEach
  void stop() throws Exception {
    box.stop();
    app.disconnect();
    await(cloud.stop());
    await(vertx.close());
  }

  @Test
  void shadowsStayInStepAcrossCutsAndRestarts() throws Exception {
    box.link.connect();
    box.update(FIRST, "{\"reported\":{\"celsius\":20}}");
    box.update(SECOND, "{\"desired\":{\"unit\":\"C\"}}");
    await("{\"reported\":{\"celsius\":20}}", () -> inCloud(FIRST));
    await("{\"desired\":{\"unit\":\"C\"}}", () -> inCloud(SECOND));
    ask(FIRST, ShadowOperation.UPDATE, "\"state\":{\"desired\":{\"celsius\":22}},");
    await("{\"desired\":{\"celsius\":22},\"reported\":{\"celsius\":20}}", () -> box.says(FIRST));

    box.link.cut();
    box.update(FIRST, "{\"reported\":{\"celsius\":21}}");
    ask(FIRST, ShadowOperation.UPDATE, "\"state\":{\"desired\":{\"celsius\":23}},");
    ask(SECOND, ShadowOperation.DELETE, "");
    box.stop();
    box = new Box();
    box.link.connect();
    String both = "{\"desired\":{\"celsius\":23},\"reported\":{\"celsius\":21}}";
    await(both, () -> box.says(FIRST));
    await(both, () -> inCloud(FIRST));
    await("none", () -> box.says(SECOND));
    SyncCounters counters = onLoop(() -> box.sync.status().counters());
    assertThat(counters.unreadable() + counters.refusals() + counters.timeouts()).isZero();
  }

  /** Waits until a shadow says something. */
  private static void await(String expected, Callable<String> actual) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!actual.call().equals(expected) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(actual.call()).isEqualTo(expected);
  }

  /** Returns what a shadow says in the cloud, as an app there learns it. */
  private String inCloud(ShadowName shadow) throws InterruptedException {
    JsonNode answer = ask(shadow, ShadowOperation.GET, "");
    if (!answer.has("state")) {
      return "none";
    }
    ObjectNode state = (ObjectNode) answer.get("state");
    state.remove("delta");
    return state.toString();
  }

  /** Asks something of the cloud as an app there does, and returns the answer. */
  private JsonNode ask(ShadowName shadow, ShadowOperation operation, String state)
      throws InterruptedException {
    String token = "app-" + ++asked;
    String request = "{%s\"clientToken\":\"%s\"}".formatted(state, token);
    app.publishWith()
        .topic(shadow.topic() + "/" + operation)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(request.getBytes(UTF_8))
        .send();
    while (true) {
      byte[] message = answers.receive(SECONDS, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes();
      JsonNode answer = JSON.readTree(message);
      if (answer.path("clientToken").asString("").equals(token)) {
        return answer;
      }
    }
  }

  /** Shadows, a store, and the engine that keeps them in step with the cloud. */
  private final class Box {
    final SqliteStore store =
        SqliteStore.open(loop, folder.resolve("box"), StoreLimits.DEFAULT).await();
    final Link link = new Link();
    final ShadowService shadows;
    final ShadowSync sync;

    Box() throws Exception {
      Clock clock = Clock.systemUTC();
      shadows = new ShadowService(loop, store, ShadowLimits.DEFAULT, new EventIds(clock), clock);
      sync =
          new ShadowSync(
              shadows,
              store,
              link,
              List.of(new SyncRule("thermostat-*", null), new SyncRule("thermostat-*", "*")),
              SyncLimits.DEFAULT,
              () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
      await(onLoop(() -> shadows.start().compose(_ -> sync.start(vertx))));
    }

    void update(ShadowName shadow, String state) throws Exception {
      Requester by = new Requester(new Source.Operator(), null, 0);
      Payload payload = Payload.of("{\"state\":" + state + "}");
      Promise<ShadowAnswer> answer = Promise.promise();
      onLoop(() -> {
        shadows.request(
            new ShadowRequest(shadow, ShadowOperation.UPDATE, payload, by), answer::complete);
        return true;
      });
      assertThat(await(answer.future())).isInstanceOf(ShadowAnswer.Accepted.class);
    }

    String says(ShadowName shadow) throws Exception {
      return onLoop(() -> {
        ShadowState state = shadows.find(shadow);
        return state == null ? "none" : new String(state.json(), UTF_8);
      });
    }

    void stop() throws Exception {
      link.cut();
      await(onLoop(store::close));
    }
  }

  /** The link that a coordinator will have, made of a client of Vert.x. */
  private final class Link implements CloudLink {
    private @Nullable Receiver receiver;
    private Map<String, Integer> filters = Map.of();
    private @Nullable MqttClient client;

    @Override
    public void open(List<String> wanted, Receiver newReceiver) {
      filters = wanted.stream().collect(Collectors.toMap(filter -> filter, _ -> 1));
      receiver = newReceiver;
    }

    @Override
    public Future<Void> publish(String topic, Payload payload) {
      Buffer content = Buffer.buffer(payload.bytes());
      return client().publish(topic, content, MqttQoS.AT_LEAST_ONCE, false, false).mapEmpty();
    }

    void connect() throws Exception {
      Promise<Integer> subscribed = Promise.promise();
      await(
          onLoop(() -> {
            MqttClient made = MqttClient.create(vertx);
            client = made;
            made.publishHandler(message ->
                receiver().received(message.topicName(), Payload.of(message.payload().getBytes())));
            made.subscribeCompletionHandler(answer -> subscribed.complete(answer.messageId()));
            made.closeHandler(_ -> receiver().disconnected());
            return made.connect(port, "127.0.0.1")
                .compose(_ -> made.subscribe(filters))
                .compose(_ -> subscribed.future())
                .onSuccess(_ -> receiver().connected());
          }));
    }

    void cut() throws Exception {
      MqttClient connected = client;
      if (connected != null && connected.isConnected()) {
        await(onLoop(connected::disconnect));
      }
    }

    private Receiver receiver() {
      return Objects.requireNonNull(receiver);
    }

    private MqttClient client() {
      return Objects.requireNonNull(client);
    }
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Exception failure) {
        done.fail(failure);
      }
    });
    return await(done.future());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }
}
