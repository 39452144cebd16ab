package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes one number after the other into a section of a shadow, each when the last was accepted.
 */
final class ShadowUpdater extends ShadowDevice {

  private final String thing;
  private final String section;
  private final int qos;
  private final Map<Long, String> tokens = new HashMap<>();
  private int attempt;
  private int number;
  private volatile int accepted;
  private volatile long version;
  private volatile boolean writes = true;

  ShadowUpdater(String thing, String section, int qos) {
    super(thing + "-" + section, false, List.of(topic(thing, "update/accepted")));
    this.thing = thing;
    this.section = section;
    this.qos = qos;
  }

  private static String topic(String thing, String end) {
    return "$aws/things/" + thing + "/shadow/" + end;
  }

  String thing() {
    return thing;
  }

  String section() {
    return section;
  }

  /** Returns the last number that was accepted. */
  int accepted() {
    return accepted;
  }

  /** Returns the version that the last accepted update made. */
  long version() {
    return version;
  }

  /** Has it write no more. */
  void rest() {
    writes = false;
  }

  @Override
  void ready() {
    try {
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() throws IOException {
    if (!writes) {
      return;
    }
    number = accepted + 1;
    attempt++;
    String update =
        """
        {"state":{"%s":{"value":%d,"of":{"%s":[%d]}}},"clientToken":"%s"}\
        """
            .formatted(section, number, section, number, token());
    publish(qos, 0, 1, topic(thing, "update"), update);
  }

  private String token() {
    return clientId() + "-" + number + "-" + attempt;
  }

  @Override
  void told(String about, String message, JsonNode document) throws IOException {
    long made = document.path("version").longValue(0);
    String by = document.path("clientToken").stringValue();
    String other = tokens.putIfAbsent(made, by);
    if (other != null && !other.equals(by)) {
      throw new AssertionError("version " + made + " was made by " + other + " and by " + by);
    }
    if (by.equals(token())) {
      version = made;
      accepted = number;
      write();
    }
  }
}
