package io.edgecoordinator.upstream;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a broker sends, but for messages that the client can't read: it would end the
 * connection over such a message, and the broker would send it again over the next one, for ever.
 * Whatever else may be wrong is left to the client.
 */
final class PublishFilter extends InputStream {

  private static final int PUBLISH = 3;

  private static final String FORBIDDEN =
      "characters that MQTT 5 does not allow (section 1.5.4) in its topic or properties";

  /** The most that the client reads, in bytes: it takes the number for a signed one. */
  private static final int MAX_CORRELATION = Short.MAX_VALUE;

  /** Bytes of a message before its payload, unless it has more. */
  private static final int USUAL = 512;

  private final InputStream in;
  private final int maxPacketBytes;
  private final Consumer<LeftOut> leftOut;

  /** The beginning of a packet; of a message, all before its payload. */
  private byte[] head = new byte[USUAL];

  private int position;
  private int end;

  /** Bytes of the packet that are still to be read. */
  private int rest;

  /**
   * A message that was not passed on.
   *
   * @param id by which it is to be acknowledged, or 0 if it is of QoS 0
   * @param topic with question marks for what is not allowed
   * @param reason for people
   */
  record LeftOut(int id, String topic, String reason) {}

  /**
   * Creates a filter.
   *
   * @param maxPacketBytes of what is looked into; the client takes nothing larger
   * @param leftOut told of what is not passed on, by the thread that reads
   */
  PublishFilter(InputStream in, int maxPacketBytes, Consumer<LeftOut> leftOut) {
    this.in = in;
    this.maxPacketBytes = maxPacketBytes;
    this.leftOut = leftOut;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == end && rest == 0 && !next()) {
      return -1;
    }
    if (position < end) {
      int count = Math.min(length, end - position);
      System.arraycopy(head, position, target, offset, count);
      position += count;
      return count;
    }
    int count = in.read(target, offset, Math.min(length, rest));
    rest -= Math.max(count, 0);
    return count;
  }

  @Override
  public int available() {
    return end - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Begins the next packet that is to be passed on. Says whether there is one. */
  private boolean next() throws IOException {
    for (int first = in.read(); first >= 0; first = in.read()) {
      position = 0;
      end = 0;
      rest = Integer.MAX_VALUE;
      head[end++] = (byte) first;
      try {
        rest = variableInt();
        if (first >> 4 != PUBLISH || rest > maxPacketBytes || isTaken((first >> 1) & 3)) {
          return true;
        }
      } catch (EOFException tooShort) {
        return true;
      }
      in.skipNBytes(rest);
      rest = 0;
    }
    return false;
  }

  /** Looks into a message (MQTT 5, section 3.3). */
  private boolean isTaken(int qos) throws IOException {
    byte[] topic = load(shortInt());
    int id = qos == 0 ? 0 : shortInt();
    byte[] properties = load(variableInt());
    String fault = isText(topic) ? fault(properties) : FORBIDDEN;
    if (fault == null) {
      return true;
    }
    String name = Characters.shown(new String(topic, StandardCharsets.UTF_8));
    leftOut.accept(new LeftOut(id, name, fault));
    return false;
  }

  /** Returns what the client can't read in properties, or null if it is nothing. */
  private static @Nullable String fault(byte[] properties) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(properties));
    boolean allowed = true;
    while (in.available() > 0) {
      switch (in.readUnsignedByte()) {
        case 0x01 -> in.readByte();
        case 0x23 -> in.readShort();
        case 0x02 -> in.readInt();
        case 0x09 -> {
          if (bytes(in).length > MAX_CORRELATION) {
            return "correlation data of more than 32,767 bytes";
          }
        }
        case 0x03, 0x08 -> allowed &= isText(bytes(in));
        case 0x26 -> {
          allowed &= isText(bytes(in));
          allowed &= isText(bytes(in));
        }
        case 0x0B -> {
          byte next;
          do {
            next = in.readByte();
          } while (next < 0);
        }
        default -> {
          return null;
        }
      }
    }
    return allowed ? null : FORBIDDEN;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }

  private static boolean isText(byte[] bytes) {
    for (byte each : bytes) {
      if (each < ' ' || each == 0x7F) {
        return Characters.allAllowed(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return true;
  }

  private int shortInt() throws IOException {
    byte[] two = load(2);
    return ((two[0] & 0xFF) << 8) | (two[1] & 0xFF);
  }

  private int variableInt() throws IOException {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      byte next = load(1)[0];
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value;
  }

  /** Reads a part of the packet that is looked into. */
  private byte[] load(int count) throws IOException {
    if (count > rest) {
      throw new EOFException("the packet ends before that");
    }
    byte[] part = new byte[count];
    int read = in.readNBytes(part, 0, count);
    if (end + read > head.length) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, end + read));
    }
    System.arraycopy(part, 0, head, end, read);
    end += read;
    rest -= read;
    if (read < count) {
      throw new EOFException("the broker hung up");
    }
    return part;
  }
}
