package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.bytes;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static io.edgecoordinator.mqtt.RawClient.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import io.edgecoordinator.access.Access;
import io.edgecoordinator.access.PasswordFile;
import io.edgecoordinator.access.PasswordHash;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy means to those who connect, in both versions of the protocol. */
class AuthorizationTest {

  private static final String POLICY =
      """
      passwords: passwords.txt
      devices:
        - name: "freezer-*"
          publish:   [ "freezers/{device}/#" ]
          subscribe: [ "commands/{device}/#", "alerts/#" ]
      """;

  @TempDir private Path folder;
  private Access access;
  private Gateway gateway;

  @BeforeEach
  void open() throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    PasswordFile.put(folder.resolve("passwords.txt"), "freezer-7", PasswordHash.of("secret"));
    gateway =
        new Gateway(
            MqttLimits.DEFAULTS,
            vertx -> {
              access = Access.by(policy, vertx);
              SocketAddress address = SocketAddress.inetSocketAddress(0, "127.0.0.1");
              return new MqttEntry(address, null, null, access);
            });
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aPasswordLetsInAndAWrongOneDoesNot() {
    Mqtt5BlockingClient client = client();

    assertThatThrownBy(() -> connect(client, "wrong"))
        .isInstanceOfSatisfying(
            Mqtt5ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReasonCode().getCode()).isEqualTo(0x86));
    connect(client, "secret");
    client
        .publishWith()
        .topic("freezers/freezer-7/t")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("x".getBytes(StandardCharsets.UTF_8))
        .send();

    assertThat(gateway.events().getFirst().device()).isEqualTo("freezer-7");
    client.disconnect();
  }

  @Test
  void whoeverShowsNothingIsNotAuthorized() {
    try (RawClient five = new RawClient(gateway.port());
        RawClient three = new RawClient(gateway.port())) {
      five.send(RawClient.connect(5, "freezer-7"));
      assertThat(five.receive()[3]).isEqualTo((byte) 0x87);
      five.expectClosed();
      three.send(RawClient.connect(4, "freezer-7"));
      assertThat(three.receive()).isEqualTo(hex("20 02 00 05"));
      three.expectClosed();
    }
  }

  @Test
  void mqtt311HearsOfAWrongPasswordToo() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(connectPacket(4, "freezer-7", "freezer-7", "wrong"));
      assertThat(client.receive()).isEqualTo(hex("20 02 00 04"));
      client.expectClosed();
    }
  }

  @Test
  void whatFollowsConnectAtOnceWaitsForThePassword() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          RawClient.join(
              connectPacket(5, "freezer-7", "freezer-7", "secret"),
              subscribe(5, 1, "alerts/#", 0),
              publish(5, 1, "freezers/freezer-7/t", 2, "x")));
      assertThat(client.receive()[0]).isEqualTo((byte) 0x20);
      assertThat(client.receive()).isEqualTo(hex("90 04 0001 00 00"));
      assertThat(client.receive()).isEqualTo(hex("40 03 0002 10"));
    }
  }

  @Test
  void aPublishThatIsNotAllowedIsRefused() {
    try (RawClient five = login(5)) {
      five.send(publish(5, 1, "freezers/freezer-8/t", 7, "x"));
      assertThat(five.receive()).isEqualTo(hex("40 03 0007 87"));
      five.send(publish(5, 0, "freezers/freezer-8/t", 0, "x"));
      five.send(hex("c000"));
      assertThat(five.receive()).isEqualTo(hex("d000"));
    }
    try (RawClient three = login(4)) {
      three.send(publish(4, 1, "freezers/freezer-8/t", 7, "x"));
      three.expectClosed();
    }
    assertThat(gateway.events()).isEmpty();
    assertThat(access.counters().publishRefused()).isEqualTo(3);
  }

  @Test
  void eachFilterIsAnsweredForItself() {
    try (RawClient three = login(4)) {
      three.send(
          packet(
              0x82,
              bytes(0, 1),
              string("alerts/#"),
              bytes(1),
              string("#"),
              bytes(0),
              string("commands/freezer-7/+"),
              bytes(0)));
      assertThat(three.receive()).isEqualTo(hex("90 05 0001 01 80 00"));
    }
    try (RawClient five = login(5)) {
      five.send(subscribe(5, 1, "commands/#", 0));
      assertThat(five.receive()).isEqualTo(hex("90 04 0001 00 87"));
    }
    assertThat(access.counters().subscribeRefused()).isEqualTo(2);
  }

  @Test
  void aWillThatIsNotAllowedIsRefusedAtConnect() {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          packet(
              0x10,
              string("MQTT"),
              bytes(5, 0xC6, 0, 0, 0),
              string("freezer-7"),
              bytes(0),
              string("freezers/freezer-8/gone"),
              string("x"),
              string("freezer-7"),
              string("secret")));
      assertThat(client.receive()[3]).isEqualTo((byte) 0x87);
      client.expectClosed();
    }
  }

  @Test
  void anEditOfThePolicyTakesEffectForThoseWhoAreConnected() throws IOException {
    Mqtt5BlockingClient client = client();
    connect(client, "secret");
    write(POLICY.replace("freezers/", "cold/"));

    assertThatThrownBy(() -> publishTo(client, "freezers/freezer-7/t"))
        .isInstanceOf(Mqtt5PubAckException.class);
    publishTo(client, "cold/freezer-7/t");

    assertThat(client.getState().isConnected()).isTrue();
    client.disconnect();
  }

  @Test
  void whoseSubscriptionIsTakenAwayIsSentAway() throws IOException {
    try (RawClient client = login(5)) {
      client.send(subscribe(5, 1, "alerts/#", 0));
      client.receive();
      write(POLICY.replace("alerts/", "other/"));

      client.expectDisconnect(ReasonCode.NOT_AUTHORIZED);
    }
  }

  @Test
  void whoseUserIsRemovedIsSentAway() throws IOException {
    try (RawClient client = login(4)) {
      Files.writeString(folder.resolve("passwords.txt"), "# nobody\n");
      reload();

      client.expectClosed();
    }
  }

  private void write(String policy) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), policy);
    reload();
  }

  /** A change counts at the second look. */
  private void reload() {
    assertThat(access.reloadIfChanged()).isFalse();
    assertThat(access.reloadIfChanged()).isTrue();
    gateway.listener().recheck();
  }

  private Mqtt5BlockingClient client() {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier("freezer-7")
        .serverHost("127.0.0.1")
        .serverPort(gateway.port())
        .buildBlocking();
  }

  private static void connect(Mqtt5BlockingClient client, String password) {
    client
        .connectWith()
        .simpleAuth()
        .username("freezer-7")
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .send();
  }

  private static void publishTo(Mqtt5BlockingClient client, String topic) {
    client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
  }

  private RawClient login(int version) {
    RawClient client = new RawClient(gateway.port());
    client.send(connectPacket(version, "freezer-7", "freezer-7", "secret"));
    byte[] connAck = client.receive();
    assertThat(connAck[3]).isZero();
    return client;
  }

  private static byte[] connectPacket(int version, String clientId, String user, String password) {
    return packet(
        0x10,
        string("MQTT"),
        bytes(version, 0xC2, 0, 0),
        version == 5 ? bytes(0) : bytes(),
        string(clientId),
        string(user),
        string(password));
  }
}
