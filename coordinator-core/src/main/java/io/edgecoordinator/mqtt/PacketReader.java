package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the data types of MQTT 5, section 1.5, and never past the end of the packet. One reader
 * serves all connections of an event loop, packet after packet.
 */
final class PacketReader {

  private final byte[] scratch = new byte[0xFFFF];
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private int position;
  private int end;

  /** Begins a packet whose content lies between two indexes of a buffer. */
  void begin(ByteBuf buffer, int from, int to) {
    in = buffer;
    position = from;
    end = to;
  }

  /** Lets go of the buffer. */
  void finish() {
    in = Unpooled.EMPTY_BUFFER;
    position = 0;
    end = 0;
  }

  int remaining() {
    return end - position;
  }

  int position() {
    return position;
  }

  int readByte() throws ProtocolViolation {
    return in.getUnsignedByte(take(1));
  }

  int readShort() throws ProtocolViolation {
    return in.getUnsignedShort(take(2));
  }

  int readInt() throws ProtocolViolation {
    return in.getInt(take(4));
  }

  int readPacketId() throws ProtocolViolation {
    int id = readShort();
    if (id == 0) {
      throw ProtocolViolation.protocolError("packet id 0");
    }
    return id;
  }

  /** Reads a variable byte integer, section 1.5.5. */
  int readVariable() throws ProtocolViolation {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int b = readByte();
      value |= (b & 0x7F) << shift;
      if (b == 0 && shift > 0) {
        throw malformed("a variable byte integer of more bytes than it needs");
      }
      if (b < 0x80) {
        return value;
      }
    }
    throw malformed("a variable byte integer of more than 4 bytes");
  }

  /** Reads bytes that are preceded by their number. */
  byte[] readBinary() throws ProtocolViolation {
    return readBytes(readShort());
  }

  byte[] readRest() throws ProtocolViolation {
    return readBytes(remaining());
  }

  /** Reads a UTF-8 string, section 1.5.4. */
  String readString() throws ProtocolViolation {
    int length = readShort();
    if (length == 0) {
      return "";
    }
    in.getBytes(take(length), scratch, 0, length);
    return decode(length);
  }

  /**
   * Reads a UTF-8 string of which one guess is at hand. Devices mostly publish to the topic they
   * published to before, and comparing is cheaper than decoding.
   *
   * @return the guess itself if it was right, {@link KnownString#NONE} if there is no character
   */
  KnownString readString(KnownString guess) throws ProtocolViolation {
    int length = readShort();
    if (length == 0) {
      return KnownString.NONE;
    }
    in.getBytes(take(length), scratch, 0, length);
    byte[] known = guess.bytes;
    if (known.length == length && Arrays.equals(known, 0, length, scratch, 0, length)) {
      return guess;
    }
    return new KnownString(decode(length), Arrays.copyOf(scratch, length));
  }

  /** A string and its bytes in UTF-8. Immutable. */
  static final class KnownString {

    static final KnownString NONE = new KnownString("", new byte[0]);

    private final String text;
    private final byte[] bytes;

    private KnownString(String text, byte[] bytes) {
      this.text = text;
      this.bytes = bytes;
    }

    String text() {
      return text;
    }

    int byteCount() {
      return bytes.length;
    }
  }

  private String decode(int length) throws ProtocolViolation {
    for (int i = 0; i < length; i++) {
      if (scratch[i] <= 0) {
        return decodeStrictly(length);
      }
    }
    return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
  }

  private String decodeStrictly(int length) throws ProtocolViolation {
    try {
      String text = utf8.decode(ByteBuffer.wrap(scratch, 0, length)).toString();
      if (text.indexOf('\0') >= 0) {
        throw malformed("a string with the character U+0000");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw malformed("a string that is not UTF-8");
    }
  }

  private byte[] readBytes(int length) throws ProtocolViolation {
    int from = take(length);
    byte[] bytes = new byte[length];
    in.getBytes(from, bytes);
    return bytes;
  }

  private int take(int length) throws ProtocolViolation {
    int from = position;
    if (end - from < length) {
      throw malformed("a field reaches past the end of the packet");
    }
    position = from + length;
    return from;
  }
}
