package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Speaks MQTT byte by byte, right or wrong, as the test wants it. */
final class RawClient implements AutoCloseable {

  private static final int SUBSCRIBE_ID = 0x7001;
  private static final int PUBLISH_ID = 0x7002;

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Gateway.DEADLINE_SECONDS * 1_000);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects and takes the CONNACK. */
  static RawClient connected(int port, int version, String clientId) {
    RawClient client = new RawClient(port);
    client.send(connect(version, clientId));
    assertThat(client.receive()[0]).isEqualTo((byte) 0x20);
    return client;
  }

  /** Connects and takes the CONNACK, which must be a welcome. */
  static RawClient connected(int port, ConnectPacket connect, boolean sessionPresent) {
    RawClient client = new RawClient(port);
    client.send(connect.bytes());
    byte[] connAck = client.receive();
    assertThat(connAck[0]).isEqualTo((byte) 0x20);
    assertThat(connAck[3]).as("reason code").isZero();
    assertThat(connAck[2]).as("session present").isEqualTo((byte) (sessionPresent ? 1 : 0));
    return client;
  }

  static byte[] connect(int version, String clientId) {
    return packet(
        0x10,
        string("MQTT"),
        bytes(version, 0x02, 0, 0),
        version == 5 ? bytes(0) : bytes(),
        string(clientId));
  }

  static byte[] publish(int version, int qos, String topic, int packetId, String payload) {
    return packet(
        0x30 | (qos << 1),
        string(topic),
        qos == 0 ? bytes() : bytes(packetId >> 8, packetId),
        version == 5 ? bytes(0) : bytes(),
        payload.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes a PUBLISH of MQTT 5.
   *
   * @param first byte with the flags
   * @param packetId 0 for none
   * @param properties in hexadecimal digits, without their length
   */
  static byte[] message(int first, String topic, int packetId, String properties, String payload) {
    byte[] encoded = hex(properties);
    return packet(
        first,
        string(topic),
        packetId == 0 ? bytes() : bytes(packetId >> 8, packetId),
        bytes(encoded.length),
        encoded,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a PUBACK, PUBREC, PUBREL or PUBCOMP that is a success. */
  static byte[] answer(int first, int packetId) {
    return bytes(first, 2, packetId >> 8, packetId);
  }

  /** Makes a PUBACK, PUBREC, PUBREL or PUBCOMP of MQTT 5 with a reason code. */
  static byte[] answer(int first, int packetId, int reason) {
    return bytes(first, 3, packetId >> 8, packetId, reason);
  }

  static byte[] subscribe(int version, int packetId, String filter, int options) {
    return packet(
        0x82,
        bytes(packetId >> 8, packetId),
        version == 5 ? bytes(0) : bytes(),
        string(filter),
        bytes(options));
  }

  /** Puts a fixed header before the parts. */
  static byte[] packet(int first, byte[]... parts) {
    byte[] content = join(parts);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(first);
    int length = content.length;
    for (; length > 127; length >>= 7) {
      header.write((length & 127) | 128);
    }
    header.write(length);
    return join(header.toByteArray(), content);
  }

  static byte[] string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(bytes(utf8.length >> 8, utf8.length), utf8);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  void send(byte[] data) {
    try {
      socket.getOutputStream().write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next packet and returns all of it. */
  byte[] receive() {
    try {
      int first = in.readUnsignedByte();
      int length = 0;
      int b = 128;
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      header.write(first);
      for (int shift = 0; b > 127; shift += 7) {
        b = in.readUnsignedByte();
        header.write(b);
        length |= (b & 127) << shift;
      }
      return join(header.toByteArray(), in.readNBytes(length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void expect(byte[] packet) {
    assertThat(HexFormat.of().formatHex(receive())).isEqualTo(HexFormat.of().formatHex(packet));
  }

  /** Waits for the answer to a PINGREQ, with nothing before it. */
  void expectNothingBeforePing() {
    send(hex("c000"));
    expect(hex("d000"));
  }

  /** Subscribes with MQTT 5, or 3.1.1, and waits for the QoS to be granted. */
  RawClient subscribed(int version, String filter, int options) {
    return subscribed(version, filter, options, "");
  }

  /**
   * Subscribes, and waits for the QoS to be granted.
   *
   * @param properties in hexadecimal digits, without their length
   */
  RawClient subscribed(int version, String filter, int options, String properties) {
    byte[] encoded = hex(properties);
    byte[] id = bytes(SUBSCRIBE_ID >> 8, SUBSCRIBE_ID);
    byte[] length = version == 5 ? bytes(encoded.length) : bytes();
    send(packet(0x82, id, length, encoded, string(filter), bytes(options)));
    expect(packet(0x90, id, version == 5 ? bytes(0) : bytes(), bytes(options & 3)));
    return this;
  }

  /** Publishes at QoS 1 with MQTT 5, and waits for the PUBACK; what becomes of it is done then. */
  void publishAndWait(String topic, String payload) {
    publishAndWait(0x32, topic, "", payload);
  }

  /** Publishes with the given first byte, which must ask for QoS 1, and waits for the PUBACK. */
  void publishAndWait(int first, String topic, String properties, String payload) {
    send(message(first, topic, PUBLISH_ID, properties, payload));
    byte[] pubAck = receive();
    assertThat(pubAck[0]).isEqualTo((byte) 0x40);
    assertThat(pubAck.length < 5 || pubAck[4] == 0x10).as("a success").isTrue();
  }

  /** Says goodbye and waits for the end. */
  void disconnect() {
    send(hex("e000"));
    expectClosed();
    close();
  }

  /** Says that nothing more will be sent. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection, as a client that loses power does. */
  void abort() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all there is to the end of the stream. */
  byte[] drain() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of the stream, with nothing before it. */
  void expectClosed() {
    try {
      assertThat(in.read()).isEqualTo(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a DISCONNECT of MQTT 5 with a reason, and the end of the stream. */
  void expectDisconnect(ReasonCode reason) {
    byte[] packet = receive();
    assertThat(packet[0]).isEqualTo((byte) 0xE0);
    assertThat(packet[2]).as(reason.name()).isEqualTo((byte) reason.code());
    expectClosed();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
