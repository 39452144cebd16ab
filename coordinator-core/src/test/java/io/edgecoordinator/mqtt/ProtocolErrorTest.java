package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the specification forbids by a numbered statement (sections 1.5, 2, 3 and 4.13). */
class ProtocolErrorTest {

  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = new Gateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "reserved flag, 03, 00, MALFORMED_PACKET",
    "will QoS without a will, 0a, 00, MALFORMED_PACKET",
    "will retain without a will, 22, 00, MALFORMED_PACKET",
    "will of QoS 3, 1e, 00, MALFORMED_PACKET",
    "a will flag and no will, 06, 00, MALFORMED_PACKET",
    "a user name flag and no user name, 82, 00, MALFORMED_PACKET",
    "a password flag and no password, 42, 00, MALFORMED_PACKET",
    "receive maximum 0, 02, 03210000, PROTOCOL_ERROR",
    "maximum packet size 0, 02, 052700000000, PROTOCOL_ERROR",
    "session expiry twice, 02, 0a11000000011100000001, PROTOCOL_ERROR",
    "a property of PUBLISH, 02, 03230001, MALFORMED_PACKET",
    "authentication data without a method, 02, 04160001ff, PROTOCOL_ERROR",
  })
  void aConnectThatDoesNotConformIsRefused(
      String what, String flags, String properties, ReasonCode reason) {
    try (RawClient c = new RawClient(gateway.port())) {
      String content = "0004 4d515454 05" + flags + "0000" + properties + "0001 63";
      byte[] packet = hex("10 00" + content);
      packet[1] = (byte) (packet.length - 2);
      c.send(packet);
      byte[] connAck = c.receive();
      assertThat(connAck[0]).isEqualTo((byte) 0x20);
      assertThat(connAck[2]).as("session present").isZero();
      assertThat(connAck[3]).isEqualTo((byte) reason.code());
      c.expectClosed();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "client id not UTF-8, 10 0e 0004 4d515454 05 02 0000 00 0001 ff",
    "client id with U+0000, 10 0e 0004 4d515454 05 02 0000 00 0001 00",
    "will topic not UTF-8, 10 14 0004 4d515454 05 06 0000 00 0001 63 00 0001 ff 0000",
    "user name not UTF-8, 10 11 0004 4d515454 05 82 0000 00 0001 63 0001 ff",
  })
  void aConnectWithTextThatIsNotUtf8IsRefused(String what, String packet) {
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(hex(packet));
      assertThat(c.receive()[3]).isEqualTo((byte) ReasonCode.MALFORMED_PACKET.code());
      c.expectClosed();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "c0 00",
        "30 03 0001 61",
        "e0 00",
        "10 0c 0003 4d5154 04 02 0000 0001 63",
        "10 0e 0005 4d5154545a 04 02 0000 0001 63"
      })
  void whatDoesNotBeginWithAConnectOfMqttIsClosed(String packet) {
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(hex(packet));
      c.expectClosed();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "flags of PUBREL, 60 02 0001, MALFORMED_PACKET",
    "flags of SUBSCRIBE, 80 07 0001 00 0001 61 00, MALFORMED_PACKET",
    "flags of UNSUBSCRIBE, a0 06 0001 00 0001 61, MALFORMED_PACKET",
    "flags of PINGREQ, c8 00, MALFORMED_PACKET",
    "flags of DISCONNECT, e1 00, MALFORMED_PACKET",
    "flags of AUTH, f1 02 18 00, MALFORMED_PACKET",
    "flags of PUBACK, 42 02 0001, MALFORMED_PACKET",
    "reserved bits of subscription options, 82 07 0001 00 0001 61 40, MALFORMED_PACKET",
    "retain handling 3, 82 07 0001 00 0001 61 30, PROTOCOL_ERROR",
    "QoS 3, 36 07 0001 61 0001 00 78, MALFORMED_PACKET",
    "DUP with QoS 0, 38 05 0001 61 00 78, MALFORMED_PACKET",
    "SUBSCRIBE of nothing, 82 03 0001 00, PROTOCOL_ERROR",
    "UNSUBSCRIBE of nothing, a2 03 0001 00, PROTOCOL_ERROR",
    "packet id 0, 32 06 0001 61 0000 00, PROTOCOL_ERROR",
    "SUBSCRIBE with packet id 0, 82 07 0000 00 0001 61 00, PROTOCOL_ERROR",
    "subscription identifier 0, 82 09 0001 02 0b00 0001 61 00, PROTOCOL_ERROR",
    "topic not UTF-8, 30 05 0002 eda0 00, MALFORMED_PACKET",
    "topic with a surrogate, 30 06 0003 eda080 00, MALFORMED_PACKET",
    "topic with U+0000, 30 04 0001 00 00, MALFORMED_PACKET",
    "filter not UTF-8, 82 07 0001 00 0001 ff 00, MALFORMED_PACKET",
    "filter with U+0000, 82 07 0001 00 0001 00 00, MALFORMED_PACKET",
    "filter to unsubscribe not UTF-8, a2 06 0001 00 0001 ff, MALFORMED_PACKET",
    "user property not UTF-8, 30 0b 0001 61 07 26 0001 ff 0001 62, MALFORMED_PACKET",
    "empty topic without alias, 30 03 0000 00, PROTOCOL_ERROR",
    "topic with +, 30 04 0001 2b 00, TOPIC_NAME_INVALID",
    "topic with #, 30 06 0003 612f23 00, TOPIC_NAME_INVALID",
    "a length of more bytes than it needs, c0 80 00, MALFORMED_PACKET",
    "a property length of more bytes than it needs, 30 05 0001 61 8000, MALFORMED_PACKET",
    "no property length, 82 05 0001 0001 61, MALFORMED_PACKET",
    "reason code that PUBACK has not, 40 03 0001 92, PROTOCOL_ERROR",
    "reason code that PUBREL has not, 62 03 0001 80, PROTOCOL_ERROR",
    "reason code that DISCONNECT has not, e0 01 01, PROTOCOL_ERROR",
    "reason code that AUTH has not, f0 02 80 00, PROTOCOL_ERROR",
    "SUBACK from a client, 90 04 0001 00 00, PROTOCOL_ERROR",
  })
  void aPacketThatBreaksTheRulesEndsTheConnection(String what, String packet, ReasonCode reason) {
    try (RawClient c = connected(gateway.port(), 5, "c")) {
      c.send(hex(packet));
      c.expectDisconnect(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "60 02 0001",
        "80 06 0001 0001 61 00",
        "a0 05 0001 0001 61",
        "82 06 0001 0001 61 04",
        "82 06 0001 0001 61 03",
        "82 02 0001",
        "a2 02 0001",
        "36 06 0001 61 0001 78",
        "30 03 0001 2b",
        "30 03 0001 ff",
        "30 03 0001 00",
        "32 05 0001 61 0000",
        "f0 00",
        "e0 01 00"
      })
  void ofMqtt311Too(String packet) {
    try (RawClient c = connected(gateway.port(), 4, "c")) {
      c.send(hex(packet));
      c.expectClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0d 0004 4d515454 04 03 0000 0001 63",
        "10 0d 0004 4d515454 04 0a 0000 0001 63",
        "10 0d 0004 4d515454 04 22 0000 0001 63",
        "10 10 0004 4d515454 04 42 0000 0001 63 0001 70",
        "10 0d 0004 4d515454 04 06 0000 0001 63",
        "10 0d 0004 4d515454 04 02 0000 0001 ff"
      })
  void aConnectOfMqtt311ThatDoesNotConformIsClosed(String packet) {
    try (RawClient c = new RawClient(gateway.port())) {
      c.send(hex(packet));
      c.expectClosed();
    }
  }
}
