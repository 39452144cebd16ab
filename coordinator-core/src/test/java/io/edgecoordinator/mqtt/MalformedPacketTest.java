package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.PacketNotation.variable;
import static io.edgecoordinator.mqtt.RawClient.connected;
import static io.edgecoordinator.mqtt.RawClient.hex;
import static io.edgecoordinator.mqtt.RawClient.join;
import static io.edgecoordinator.mqtt.RawClient.packet;
import static io.edgecoordinator.mqtt.RawClient.publish;
import static io.edgecoordinator.mqtt.RawClient.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.mqtt.MalformedCorpus.BadPacket;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packets that break the rules: each costs its sender the connection, with the right reason, and
 * nobody else anything.
 */
class MalformedPacketTest {

  private static Gateway gateway;
  private static Bystander bystander;

  @BeforeAll
  static void start() {
    gateway = new Gateway();
    bystander = new Bystander(gateway.port());
  }

  @AfterAll
  static void stop() {
    bystander.close();
    gateway.close();
  }

  @AfterEach
  void nobodyElseNotices() {
    bystander.assertUndisturbed();
  }

  static Stream<BadPacket> afterConnectOfMqtt5() {
    return MalformedCorpus.afterConnectOfMqtt5();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterConnectOfMqtt5")
  void mqtt5IsToldWhy(BadPacket bad) {
    try (RawClient client = connected(gateway.port(), 5, "bad")) {
      client.send(bad.bytes());
      client.expectDisconnect(ReasonCode.valueOf(bad.outcome()));
    }
  }

  static Stream<BadPacket> afterConnectOfMqtt311() {
    return MalformedCorpus.afterConnectOfMqtt311();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterConnectOfMqtt311")
  void mqtt311IsClosedWithoutAWord(BadPacket bad) {
    try (RawClient client = connected(gateway.port(), 4, "bad")) {
      client.send(bad.bytes());
      client.expectClosed();
    }
  }

  static Stream<BadPacket> connects() {
    return MalformedCorpus.connects();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connects")
  void aBadConnectIsAnsweredInConnAckAsFarAsItsVersionHasACode(BadPacket bad) {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(bad.bytes());
      expectRefusal(client, bad.outcome());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aStreamThatEndsWithinAPacketIsClosedAndThePacketForgotten(int version) {
    int before = gateway.events().size();
    for (GoodPacket good : GoodPacket.of(version)) {
      for (int length = 1; length < good.bytes().length; length++) {
        try (RawClient client = begin(good, version)) {
          client.send(Arrays.copyOf(good.bytes(), length));
          client.endOutput();
          client.expectClosed();
        }
      }
    }
    assertThat(gateway.events()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aPacketCutAnywhereIsMalformedWhereTheRestIsNotAPacketToo(int version) {
    for (GoodPacket good : GoodPacket.of(version)) {
      for (int cut = 1; cut <= good.contentLength(); cut++) {
        if (good.legalCuts().contains(cut)) {
          continue;
        }
        ReasonCode reason =
            good.errorCuts().contains(cut)
                ? ReasonCode.PROTOCOL_ERROR
                : ReasonCode.MALFORMED_PACKET;
        try (RawClient client = begin(good, version)) {
          client.send(good.cut(cut));
          expectEnd(client, good, cut, version, reason);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("%s without its last %d".formatted(good.name(), cut), e);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aByteTooManyIsMalformedWhereItIsNotPartOfAPayload(int version) {
    for (GoodPacket good : GoodPacket.of(version)) {
      if (good.name().startsWith("PUBLISH")) {
        continue;
      }
      try (RawClient client = begin(good, version)) {
        byte[] longer = Arrays.copyOf(good.bytes(), good.bytes().length + 1);
        longer[1]++;
        client.send(longer);
        expectEnd(client, good, 0, version, ReasonCode.MALFORMED_PACKET);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(good.name(), e);
      }
    }
  }

  /** A filter that is none is refused by itself: what else the packet asks for is done. */
  @ParameterizedTest
  @CsvSource({"''", "a/#/b", "+x", "x+", "#/", "a#", "#a", "a/+b/c", "##"})
  void aFilterThatIsNoneIsRefusedAndTheConnectionGoesOn(String filter) {
    String request = "'" + filter + "' 00 'fine/" + filter.hashCode() + "' 00 ]";
    try (RawClient client = connected(gateway.port(), 5, "bad")) {
      client.send(PacketNotation.bytes("82 [ 0001 [] " + request));
      assertThat(client.receive()).isEqualTo(hex("90 05 0001 00 8f 00"));
    }
    try (RawClient client = connected(gateway.port(), 4, "bad")) {
      client.send(PacketNotation.bytes("82 [ 0001 " + request));
      assertThat(client.receive()).isEqualTo(hex("90 04 0001 80 00"));
    }
  }

  @Test
  void hugeFieldsThatAreLegalAreTaken() {
    String huge = PacketNotation.letters(65_535);
    String user = "26 '%s' '%s' ".formatted(huge, huge);
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          PacketNotation.bytes(
              "10 [ 'MQTT' 05 c6 ffff [ %s ] 'big' [ %s ] 'w' '%s' '%s' '%s' ]"
                  .formatted(user, user, huge, huge, huge)));
      assertThat(client.receive()[3]).isZero();
      client.send(PacketNotation.bytes("30 [ 'big' [ %s ] ]".formatted(user.repeat(7))));
      byte[] many = hex("2600000000".repeat(200_000));
      client.send(packet(0x30, string("big"), variable(many.length), many));
      client.send(hex("c000"));
      assertThat(client.receive()).isEqualTo(hex("d000"));
    }
  }

  @Test
  void whatFollowsABadPacketIsNotListenedTo() {
    int before = gateway.events().size();
    try (RawClient client = connected(gateway.port(), 5, "bad")) {
      client.send(join(hex("c1 00"), publish(5, 0, "late", 0, "x")));
      client.expectDisconnect(ReasonCode.MALFORMED_PACKET);
    }
    assertThat(gateway.events()).hasSize(before);
  }

  /** Returns a client to which the packet is the next thing to say. */
  private static RawClient begin(GoodPacket good, int version) {
    return good.isConnect()
        ? new RawClient(gateway.port())
        : connected(gateway.port(), version, "bad");
  }

  private static void expectEnd(
      RawClient client, GoodPacket good, int cut, int version, ReasonCode reason) {
    boolean versionKnown = good.contentLength() - cut >= 7;
    if (version == 4 || (good.isConnect() && !versionKnown)) {
      client.expectClosed();
    } else if (good.isConnect()) {
      expectRefusal(client, reason.name());
    } else {
      client.expectDisconnect(reason);
    }
  }

  private static void expectRefusal(RawClient client, String outcome) {
    if (!outcome.equals(MalformedCorpus.SILENCE)) {
      byte[] connAck = client.receive();
      assertThat(connAck[0]).isEqualTo((byte) 0x20);
      assertThat(connAck[2]).as("session present").isZero();
      boolean three = Character.isDigit(outcome.charAt(0));
      int code = three ? Integer.parseInt(outcome) : ReasonCode.valueOf(outcome).code();
      assertThat(connAck[3]).as(outcome).isEqualTo((byte) code);
      assertThat(connAck[1] == 2).as("a CONNACK of MQTT 3.1.1").isEqualTo(three);
    }
    client.expectClosed();
  }
}
