package io.edgecoordinator.access;

import java.util.Optional;

/** Which topic filters are part of which. */
final class Filters {

  private static final String SHARED = "$share/";

  private Filters() {}

  /**
   * Returns the filter behind {@code $share/GROUP/}, or the filter itself if it is not shared (MQTT
   * 5, section 4.8.2); empty if it is a shared one without a group or a filter.
   */
  static Optional<String> unshared(String filter) {
    if (!filter.startsWith(SHARED)) {
      return Optional.of(filter);
    }
    int slash = filter.indexOf('/', SHARED.length());
    return slash <= SHARED.length() || slash == filter.length() - 1
        ? Optional.empty()
        : Optional.of(filter.substring(slash + 1));
  }

  /**
   * Says whether every topic that one filter matches is matched by another. Both must be valid. As
   * with topics, a filter that begins with a wildcard has no part in what begins with {@code $}
   * [MQTT-4.7.2-1].
   *
   * @param wide the filter that is allowed
   * @param narrow the filter that is asked for
   */
  static boolean covers(String wide, String narrow) {
    if (narrow.startsWith("$") && (wide.startsWith("+") || wide.startsWith("#"))) {
      return false;
    }
    String[] allowed = wide.split("/", -1);
    String[] asked = narrow.split("/", -1);
    for (int i = 0; i < allowed.length; i++) {
      if (allowed[i].equals("#")) {
        return true; // also the level above: a/# matches a
      }
      if (i == asked.length || asked[i].equals("#")) {
        return false;
      }
      if (!allowed[i].equals("+") && !allowed[i].equals(asked[i])) {
        return false;
      }
    }
    return allowed.length == asked.length;
  }
}
