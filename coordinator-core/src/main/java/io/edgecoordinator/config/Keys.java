package io.edgecoordinator.config;

import io.edgecoordinator.document.Suggestions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of the configuration, by their full names. */
final class Keys {

  private static final List<String> IN_EFFECT =
      List.of(
          "id",
          "data",
          "mqtt.listen",
          "mqtt.insecure",
          "mqtt.tls.certificate",
          "mqtt.tls.key",
          "mqtt.tls.clientCa",
          "mqtt.websocket.listen",
          "http.listen",
          "http.insecure",
          "http.tls.certificate",
          "http.tls.key",
          "policy",
          "limits.queueBytes",
          "limits.queueCount",
          "limits.queueAge",
          "limits.totalBytes",
          "limits.onFull",
          "isolation.workers",
          "isolation.memory",
          "isolation.allowInProcess",
          "shadows.documentBytes",
          "shadows.depth",
          "shadows.inFlight",
          "shadows.count",
          "shadows.perCreator",
          "shadows.memory",
          "shadows.tombstones",
          "shadows.history",
          "deployments.groups",
          "deployments.keep",
          "deployments.patience",
          "deployments.timeout");

  /** Those that take a list; elsewhere than in a file its items are divided by commas. */
  private static final List<String> LISTS =
      List.of("isolation.allowInProcess", "deployments.groups");

  /** Those whose values have a form of their own, which only a file can hold. */
  private static final List<String> IN_FILES = List.of("trust", "upstream");

  private Keys() {}

  static List<String> inEffect() {
    return IN_EFFECT;
  }

  static boolean isList(String key) {
    return LISTS.contains(key);
  }

  static boolean isInFiles(String key) {
    return IN_FILES.contains(key);
  }

  static boolean isSection(String key) {
    return IN_EFFECT.stream().anyMatch(each -> each.startsWith(key + "."));
  }

  /** Returns what is wrong with setting a key to a single value, if anything is. */
  static Optional<String> fault(String key) {
    if (IN_EFFECT.contains(key)) {
      return Optional.empty();
    }
    for (String structured : IN_FILES) {
      if (key.equals(structured) || key.startsWith(structured + ".")) {
        return Optional.of(structured + " can only be set in a file");
      }
    }
    List<String> all = Stream.of(IN_EFFECT, IN_FILES).flatMap(List::stream).toList();
    return Optional.of("unknown key \"" + key + "\"" + Suggestions.after(key, all));
  }
}
