package io.edgecoordinator.upstream;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The broker's answer to our CONNECT (MQTT 5, section 3.2). It is read here and not by the client,
 * which takes a receive maximum above 32,767 for a negative one, the packet size that the broker
 * accepts for the one that it sends, and which loses the reason string.
 *
 * @param code 0 if the connection is accepted, else 0x80 or more
 * @param reason what the broker says about it, or an empty text
 */
record ConnAck(boolean sessionPresent, int code, String reason, BrokerConnection.Terms terms) {

  private static final int TYPE = 0x20;

  /** As large as no broker's answer is. */
  private static final int MAX_BYTES = 64 << 10;

  /**
   * Reads the answer.
   *
   * @throws IOException if the broker says something else, or hangs up
   */
  static ConnAck read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    int type = in.readUnsignedByte();
    int length = variableInt(in);
    if (type != TYPE || length < 2 || length > MAX_BYTES) {
      throw new IOException("what answers there does not speak MQTT");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    DataInputStream content = new DataInputStream(new ByteArrayInputStream(body));
    boolean session = (content.readUnsignedByte() & 1) == 1;
    int code = content.readUnsignedByte();
    Reader reader = new Reader();
    if (length == 2) {
      // An old broker's answer: it speaks only MQTT 3.
      return reader.result(session, code == 0 ? 0x84 : 0x80 | code);
    }
    byte[] properties = new byte[variableInt(content)];
    content.readFully(properties);
    reader.read(properties);
    return reader.result(session, code);
  }

  /** Returns an answer in which there is nothing that the client might misread. */
  byte[] plain() {
    return new byte[] {TYPE, 3, (byte) (sessionPresent ? 1 : 0), (byte) code, 0};
  }

  private static int variableInt(DataInputStream in) throws IOException {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int next = in.readUnsignedByte();
      value |= (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new IOException("what answers there does not speak MQTT");
  }

  /** Gathers what is in the properties (section 2.2.2.2). */
  private static final class Reader {
    private int receiveMaximum = 0xFFFF;
    private long maxPacketBytes = Long.MAX_VALUE;
    private boolean subscriptionIds = true;
    private boolean retain = true;
    private int keepAlive;
    private int maxQos = 2;
    private String reason = "";

    void read(byte[] properties) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(properties));
      while (in.available() > 0) {
        int property = in.readUnsignedByte();
        switch (property) {
          case 0x13 -> keepAlive = in.readUnsignedShort();
          case 0x1F -> reason = text(in);
          case 0x21 -> receiveMaximum = Math.max(1, in.readUnsignedShort());
          case 0x24 -> maxQos = in.readUnsignedByte();
          case 0x25 -> retain = in.readBoolean();
          case 0x27 -> maxPacketBytes = in.readInt() & 0xFFFF_FFFFL;
          case 0x29 -> subscriptionIds = in.readBoolean();
          case 0x28, 0x2A -> in.readBoolean();
          case 0x11 -> in.readInt();
          case 0x22 -> in.readUnsignedShort();
          case 0x12, 0x15, 0x16, 0x1A, 0x1C -> text(in);
          case 0x26 -> {
            text(in);
            text(in);
          }
          default -> throw new IOException("the broker's answer has an unknown property");
        }
      }
    }

    private static String text(DataInputStream in) throws IOException {
      byte[] bytes = new byte[in.readUnsignedShort()];
      if (in.read(bytes) < bytes.length) {
        throw new EOFException("the broker's answer is too short");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    ConnAck result(boolean session, int code) {
      return new ConnAck(
          session,
          code,
          reason,
          new BrokerConnection.Terms(
              receiveMaximum, maxPacketBytes, subscriptionIds, keepAlive, maxQos > 0, retain));
    }
  }
}
