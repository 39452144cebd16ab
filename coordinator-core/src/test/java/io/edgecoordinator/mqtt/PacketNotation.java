package io.edgecoordinator.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packets as tests write them down: hexadecimal digits, {@code 'text'} for a UTF-8 string with its
 * length, {@code [ … ]} for anything preceded by its length as a variable byte integer. So {@code
 * 30 [ 'a' [] ]} is a PUBLISH to the topic a, without properties and payload.
 */
final class PacketNotation {

  private static final Pattern TOKEN =
      Pattern.compile("\\s*('[^']*'|\\[|\\]|(?:[0-9a-f]{2})+)\\s*");

  private PacketNotation() {}

  static byte[] bytes(String text) {
    var open = new ArrayDeque<ByteArrayOutputStream>();
    open.push(new ByteArrayOutputStream());
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    for (; token.find(at) && token.start() == at; at = token.end()) {
      String word = token.group(1);
      switch (word.charAt(0)) {
        case '\'' ->
            open.element().writeBytes(RawClient.string(word.substring(1, word.length() - 1)));
        case '[' -> open.push(new ByteArrayOutputStream());
        case ']' -> {
          byte[] content = open.pop().toByteArray();
          open.element().writeBytes(variable(content.length));
          open.element().writeBytes(content);
        }
        default -> open.element().writeBytes(RawClient.hex(word));
      }
    }
    if (at != text.length() || open.size() != 1) {
      throw new IllegalArgumentException("at character " + at + " of " + text);
    }
    return open.pop().toByteArray();
  }

  /** Returns a variable byte integer. */
  static byte[] variable(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    for (; rest > 127; rest >>= 7) {
      out.write((rest & 127) | 128);
    }
    out.write(rest);
    return out.toByteArray();
  }

  /** Returns a string of a length, to be put between quotes. */
  static String letters(int length) {
    return new String(new byte[length], StandardCharsets.ISO_8859_1).replace('\0', 'x');
  }
}
