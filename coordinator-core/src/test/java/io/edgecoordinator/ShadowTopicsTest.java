package io.edgecoordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.edgecoordinator.ShadowClient.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hears what of shadows over MQTT, and what of it asks something of them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowTopicsTest {

  private static final byte[] UPDATE = bytes("{\"state\":{\"reported\":{\"a\":1}}}");

  @TempDir private static Path folder;
  private static RunningCoordinator coordinator;
  private static int port;
  private static ShadowClient client;
  private static int things;

  /** A thing of each test's own. */
  private final String thing = "t" + ++things;

  @BeforeAll
  static void start() {
    coordinator = new RunningCoordinator(folder.resolve("data"));
    port = coordinator.mqtt().port();
    client = new ShadowClient(port, "client").listeningTo("$aws/things/+/shadow/#");
  }

  @AfterAll
  static void stop() {
    client.close();
    coordinator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "#, 0",
    "+/things/t/shadow/#, 0",
    "$aws/#, 3",
    "$aws/things/T/shadow/#, 3",
    "$aws/things/+/shadow/name/+/update/+, 1",
    "$aws/things/T/shadow/update/+, 1",
    "$aws/things/T/shadow/get/+, 1",
    "$aws/things/T/shadow/update, 0",
    "$aws/things/other/shadow/#, 0",
  })
  void whoSubscribesHearsWhatHisFilterMatches(String filter, int messages) throws Exception {
    try (ShadowClient observer = observer(filter.replace("T", thing))) {
      client.ask(thing, "update", bytes("{\"state\":{}}"));
      client.ask(thing, "get", bytes(""));
      client.ask(thing, "name/n/update", bytes("{\"state\":{}}"));

      assertThat(observer.told())
          .filteredOn(told -> told.topic().startsWith("$"))
          .filteredOn(told -> !told.topic().endsWith("/documents"))
          .hasSize(messages);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "a.b", "ünïcode", "a$b", "", "%41"})
  void aThingThatCantBeOneIsRejected(String name) throws Exception {
    assertThat(client.ask(name, "update", UPDATE))
        .singleElement()
        .matches(told -> told.topic().equals("$aws/things/" + name + "/shadow/update/rejected"))
        .matches(told -> told.document().path("code").asInt() == 400)
        .matches(told -> told.document().path("message").stringValue().contains("name of a thing"));
  }

  @Test
  void theNameOfAThingHas128CharactersAtMost() throws Exception {
    assertThat(client.ask("t".repeat(128), "update", UPDATE))
        .extracting(told -> told.document().path("version").asInt())
        .contains(1);
    assertThat(client.ask("t".repeat(129), "update", UPDATE))
        .extracting(told -> told.document().path("message").asString())
        .containsExactly("the name of a thing has 1 to 128 characters, not 129");
  }

  @Test
  void aRetainedRequestIsDoneOnceAndNotKept() throws Exception {
    client.publish(ShadowClient.topic(thing, "update"), UPDATE, true);

    assertThat(client.told()).extracting(Told::topic).hasSize(2);
    try (ShadowClient late = observer("$aws/#")) {
      assertThat(late.told()).isEmpty();
    }
    assertThat(client.told()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"update", "name/n/update", "update/accepted", "delete"})
  void aLastWillAsksNothingOfAShadow(String suffix) throws Exception {
    client.ask(thing, "update", UPDATE);

    dieWith(ShadowClient.topic(thing, suffix));
    try (ShadowClient observer = observer("gone")) {
      dieWith("gone");
      await(observer);
    }

    assertThat(client.told()).isEmpty();
    assertThat(client.ask(thing, "get", bytes("")))
        .extracting(told -> told.document().path("version").asInt())
        .containsExactly(1);
  }

  @Test
  void whatIsAskedAtEachQosIsDoneOnce() throws Exception {
    try (ShadowClient observer = observer("$aws/things/" + thing + "/#")) {
      for (MqttQos qos : MqttQos.values()) {
        Mqtt5BlockingClient device = connected("device");
        device
            .publishWith()
            .topic(ShadowClient.topic(thing, "update"))
            .qos(qos)
            .payload(UPDATE)
            .send();
        device.disconnect();
      }
      List<Told> told = observer.told();
      while (told.size() < 6) {
        told.addAll(observer.told());
      }

      assertThat(told)
          .filteredOn(each -> each.topic().endsWith("/accepted"))
          .extracting(each -> each.document().path("version").asInt())
          .containsExactly(1, 2, 3);
    }
  }

  /** What one sends in a burst is done or refused, and each answer has its token. */
  @Test
  void aFloodForOneThingIsAnsweredRequestByRequest() throws Exception {
    var device = connected("device").toAsync();
    for (int i = 0; i < 300; i++) {
      String update =
          "{\"state\":{\"reported\":{\"a\":%d}},\"clientToken\":\"%d\"}".formatted(i, i);
      device.publishWith().topic(ShadowClient.topic(thing, "update")).payload(bytes(update)).send();
    }
    List<Told> answers = client.told();
    while (answers.stream().filter(ShadowTopicsTest::isAnswer).count() < 300) {
      answers.addAll(client.told());
    }
    device.toBlocking().disconnect();
    answers.removeIf(told -> !isAnswer(told));

    assertThat(answers)
        .extracting(told -> told.document().path("clientToken").asString())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300).mapToObj(Integer::toString).toList());
    List<Integer> versions =
        answers.stream()
            .filter(told -> told.topic().endsWith("/accepted"))
            .map(told -> told.document().path("version").asInt())
            .toList();
    assertThat(versions)
        .isEqualTo(IntStream.rangeClosed(1, versions.size()).boxed().toList())
        .hasSizeGreaterThanOrEqualTo(10);
    assertThat(answers)
        .filteredOn(told -> told.topic().endsWith("/rejected"))
        .isNotEmpty()
        .allMatch(told -> told.document().path("code").asInt() == 429)
        .allMatch(told -> told.document().path("message").asString().contains("there may be 10"));
    assertThat(client.ask(thing, "update", UPDATE)).hasSize(2);
  }

  private static ShadowClient observer(String filter) {
    return new ShadowClient(port, "observer").listeningTo(filter);
  }

  private static boolean isAnswer(Told told) {
    return told.topic().endsWith("/accepted") || told.topic().endsWith("/rejected");
  }

  /** Waits until somebody has been told something. */
  private static void await(ShadowClient observer) throws InterruptedException {
    List<Told> told = observer.told();
    while (told.isEmpty()) {
      told = observer.told();
    }
  }

  private static Mqtt5BlockingClient connected(String clientId) {
    Mqtt5BlockingClient device = client(clientId).buildBlocking();
    device.connect();
    return device;
  }

  private static Mqtt5ClientBuilder client(String clientId) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(clientId)
        .serverHost("127.0.0.1")
        .serverPort(port);
  }

  private static void dieWith(String topic) {
    Mqtt5BlockingClient device =
        client("mortal")
            .willPublish()
            .topic(topic)
            .payload(UPDATE)
            .applyWillPublish()
            .buildBlocking();
    device.connect();
    device
        .disconnectWith()
        .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
        .send();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
