package io.edgecoordinator.examples.crash;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A device with a persistent session that speaks MQTT 3.1.1 or 5 by itself, since it has to keep
 * its part of the session to the letter while the coordinator is killed under it. While it is
 * connected a thread of its own reads what comes and answers it; between {@link #awaitEnd} and
 * {@link #connect} its state belongs to the caller.
 */
abstract class WireDevice {

  static final int PUBACK = 4;
  static final int PUBREC = 5;
  static final int PUBREL = 6;
  static final int PUBCOMP = 7;

  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int SUBACK = 9;
  private static final int DISCONNECT = 14;

  private final String clientId;
  private final boolean five;
  private final boolean lasting;
  private boolean established;
  private @Nullable Socket socket;
  private @Nullable DataOutputStream out;
  private @Nullable Thread reader;
  private volatile int disconnectReason = -1;
  private volatile @Nullable Throwable failure;

  /**
   * @param version 4 for MQTT 3.1.1, or 5
   * @param lasting whether its session outlasts its connections
   */
  WireDevice(String clientId, int version, boolean lasting) {
    this.clientId = clientId;
    this.five = version == 5;
    this.lasting = lasting;
  }

  String clientId() {
    return clientId;
  }

  /**
   * Connects, and goes on where it was.
   *
   * @throws IOException if the connection ended before it was accepted
   */
  void connect(int port) throws IOException {
    Socket open = new Socket(InetAddress.getLoopbackAddress(), port);
    open.setTcpNoDelay(true);
    socket = open;
    out = new DataOutputStream(open.getOutputStream());
    DataInputStream in = new DataInputStream(new BufferedInputStream(open.getInputStream(), 65536));
    int flags = lasting ? 0 : 2;
    send(
        0x10,
        concat(utf8("MQTT"), bytes(five ? 5 : 4, flags, 0, 0), sessionExpiry(), utf8(clientId)));
    Packet answer = read(in);
    if (answer.type() != CONNACK || answer.body()[1] != 0) {
      throw new AssertionError(clientId + " was not accepted, reason " + answer.body()[1]);
    }
    if (lasting && established && (answer.body()[0] & 1) == 0) {
      throw new AssertionError("the session of " + clientId + " is lost");
    }
    established = true;
    disconnectReason = -1;
    reader = Thread.ofVirtual().name(clientId).start(() -> readAll(in));
  }

  private byte[] sessionExpiry() {
    return !five ? bytes() : lasting ? bytes(5, 0x11, 0xFF, 0xFF, 0xFF, 0xFF) : bytes(0);
  }

  private void readAll(DataInputStream in) {
    try {
      resumed();
      while (true) {
        handle(read(in));
      }
    } catch (IOException _) {
      // The coordinator is gone, or we are.
    } catch (RuntimeException | AssertionError wrong) {
      failure = wrong;
    }
  }

  private void handle(Packet packet) throws IOException {
    byte[] body = packet.body();
    switch (packet.type()) {
      case PUBLISH -> published(packet);
      case PUBACK, PUBREC, PUBREL, PUBCOMP ->
          answered(packet.type(), number(body, 0), body.length > 2 ? body[2] & 0xFF : 0);
      case SUBACK -> subscribed();
      case DISCONNECT -> disconnectReason = body.length > 0 ? body[0] & 0xFF : 0;
      default -> throw new AssertionError(clientId + " got a packet of type " + packet.type());
    }
  }

  private void published(Packet packet) throws IOException {
    byte[] body = packet.body();
    int qos = packet.flags() >> 1 & 3;
    int at = 2 + number(body, 0);
    String topic = new String(body, 2, at - 2, StandardCharsets.UTF_8);
    int packetId = qos == 0 ? 0 : number(body, at);
    at += qos == 0 ? 0 : 2;
    at += five ? 1 + body[at] : 0; // properties: what we publish has hardly any
    String payload = new String(body, at, body.length - at, StandardCharsets.UTF_8);
    received(qos, packetId, topic, payload);
  }

  /** The connection is there: to send again what may have got lost, and go on. */
  abstract void resumed() throws IOException;

  /** A message came. */
  void received(int qos, int packetId, String topic, String payload) throws IOException {
    throw new AssertionError(clientId + " got a message on " + topic);
  }

  /** PUBACK, PUBREC, PUBREL or PUBCOMP came. */
  abstract void answered(int type, int packetId, int reason) throws IOException;

  /** SUBACK came. */
  void subscribed() {}

  final void publish(int qos, int flags, int packetId, String topic, String payload)
      throws IOException {
    send(
        0x30 | qos << 1 | flags,
        concat(
            utf8(topic),
            bytes(packetId >> 8, packetId),
            noProperties(),
            payload.getBytes(StandardCharsets.UTF_8)));
  }

  final void subscribe(String filter, int qos) throws IOException {
    send(0x82, concat(bytes(0, 1), noProperties(), utf8(filter), bytes(qos)));
  }

  final void answer(int type, int packetId) throws IOException {
    send(type << 4 | (type == PUBREL ? 2 : 0), bytes(packetId >> 8, packetId));
  }

  /** Says goodbye; {@link #awaitEnd} follows. */
  final void disconnect() throws IOException {
    send(0xE0, bytes());
  }

  /** Waits until the connection has ended and all that came has been seen. */
  final void awaitEnd() throws InterruptedException, IOException {
    Thread running = reader;
    if (running != null) {
      running.join();
    }
    Socket open = socket;
    if (open != null) {
      open.close();
    }
    check();
  }

  /**
   * Checks that nothing came that must not.
   *
   * @throws AssertionError if it did
   */
  final void check() {
    Throwable wrong = failure;
    if (wrong != null) {
      throw new AssertionError(clientId + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Returns whether the connection has ended. */
  final boolean isGone() {
    Thread running = reader;
    return running == null || !running.isAlive();
  }

  /** Returns why the coordinator ended the last connection, -1 if it did not say. */
  final int disconnectReason() {
    return disconnectReason;
  }

  private byte[] noProperties() {
    return five ? bytes(0) : bytes();
  }

  private synchronized void send(int first, byte[] body) throws IOException {
    DataOutputStream to = out;
    if (to == null) {
      throw new IOException("not connected");
    }
    ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length + 5);
    packet.write(first);
    int length = body.length;
    for (; length > 127; length >>= 7) {
      packet.write((length & 127) | 128);
    }
    packet.write(length);
    packet.writeBytes(body);
    to.write(packet.toByteArray());
  }

  private record Packet(int first, @SuppressWarnings("ArrayRecordComponent") byte[] body) {

    int type() {
      return first >> 4;
    }

    int flags() {
      return first & 15;
    }
  }

  private static Packet read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int length = 0;
    int more = 128;
    for (int shift = 0; more > 127; shift += 7) {
      more = in.readUnsignedByte();
      length |= (more & 127) << shift;
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return new Packet(first, body);
  }

  private static int number(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  private static byte[] utf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return concat(bytes(utf8.length >> 8, utf8.length), utf8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
