package io.edgecoordinator.config;

import io.edgecoordinator.config.Configuration.Deployments;
import io.edgecoordinator.config.Configuration.Isolation;
import io.edgecoordinator.config.Configuration.Limits;
import io.edgecoordinator.config.Configuration.OnFull;
import io.edgecoordinator.config.Configuration.Shadows;
import io.edgecoordinator.config.Configuration.Tls;
import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.Quantities;
import io.edgecoordinator.document.Suggestions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of what was said about each key, and finds what is wrong with it. */
final class ConfigurationReader {

  private static final int MAX_QUEUE_COUNT = 1_000_000_000;
  private static final int MAX_SHADOWS = 10_000_000;
  private static final int MAX_VERSIONS = 20;
  private static final int MAX_GROUPS = 32;

  /** So deep that nobody asks for more, and far from what the reader of JSON refuses. */
  private static final int MAX_DEPTH = 64;

  /** A message about a shadow of this size still fits into one MQTT packet. */
  private static final int MAX_DOCUMENT = 64 << 10;

  private final Map<String, Setting> values = new HashMap<>();
  private final Map<String, DocumentNode> nodes = new HashMap<>();

  /**
   * What was said about one key.
   *
   * @param text the value
   * @param fault reports, where it was said, what is wrong with it
   */
  record Setting(String text, Consumer<String> fault) {}

  void put(String key, Setting setting) {
    values.put(key, setting);
  }

  /** Takes the value of a key that has a form of its own. */
  void put(String key, DocumentNode node) {
    nodes.put(key, node);
  }

  Configuration read() {
    Configuration defaults = Configuration.defaults();
    Configuration.Mqtt mqtt =
        new Configuration.Mqtt(
            value("mqtt.listen", HostPort::parse, defaults.mqtt().listen()),
            value("mqtt.insecure", ConfigurationReader::bool, false),
            tls("mqtt.tls", file("mqtt.tls.clientCa")),
            optional("mqtt.websocket.listen", HostPort::parse));
    Configuration.Http http =
        new Configuration.Http(
            value("http.listen", HostPort::parse, defaults.http().listen()),
            value("http.insecure", ConfigurationReader::bool, false),
            tls("http.tls", null));
    String id = value("id", ConfigurationReader::id, defaults.id());
    return new Configuration(
        id,
        value("data", Path::of, defaults.data()),
        mqtt,
        http,
        file("policy"),
        limits(),
        isolation(),
        shadows(),
        read("upstream", node -> new UpstreamReader(id).read(node), List.of()),
        read("trust", TrustReader::read, List.of()),
        deployments(),
        List.of());
  }

  private Limits limits() {
    Limits defaults = Limits.DEFAULTS;
    return new Limits(
        value("limits.queueBytes", ConfigurationReader::bytes, defaults.queueBytes()),
        value("limits.queueCount", ConfigurationReader::count, defaults.queueCount()),
        value("limits.queueAge", ConfigurationReader::age, defaults.queueAge()),
        value("limits.totalBytes", ConfigurationReader::bytes, defaults.totalBytes()),
        value("limits.onFull", ConfigurationReader::onFull, defaults.onFull()));
  }

  private Isolation isolation() {
    Isolation defaults = Isolation.DEFAULTS;
    return new Isolation(
        number("isolation.workers", 1, 99, defaults.workers()),
        value("isolation.memory", ConfigurationReader::workerMemory, defaults.memory()),
        value("isolation.allowInProcess", ConfigurationReader::names, defaults.allowInProcess()));
  }

  private Shadows shadows() {
    Shadows defaults = Shadows.DEFAULTS;
    int count = number("shadows.count", 1, MAX_SHADOWS, defaults.count());
    return new Shadows(
        value("shadows.documentBytes", ConfigurationReader::document, defaults.documentBytes()),
        number("shadows.depth", 1, MAX_DEPTH, defaults.depth()),
        number("shadows.inFlight", 1, 10_000, defaults.inFlight()),
        count,
        number("shadows.perCreator", 1, MAX_SHADOWS, Math.max(1, count / 2)),
        value("shadows.memory", ConfigurationReader::shadowMemory, defaults.memory()),
        number("shadows.tombstones", 0, MAX_SHADOWS, defaults.tombstones()),
        number("shadows.history", 0, 1_000, defaults.history()));
  }

  private Deployments deployments() {
    Deployments defaults = Deployments.DEFAULTS;
    return new Deployments(
        value("deployments.groups", ConfigurationReader::groups, defaults.groups()),
        number("deployments.keep", 1, MAX_VERSIONS, defaults.keep()),
        value("deployments.patience", ConfigurationReader::patience, defaults.patience()),
        value("deployments.timeout", ConfigurationReader::age, defaults.timeout()));
  }

  /** Returns what is said about TLS; half of it is a fault of that half. */
  private @Nullable Tls tls(String section, @Nullable Path clientCa) {
    Path certificate = file(section + ".certificate");
    Path key = file(section + ".key");
    if (certificate != null && key != null) {
      return new Tls(certificate, key, clientCa);
    }
    for (String part : List.of("certificate", "key", "clientCa")) {
      Setting said = values.get(section + "." + part);
      if (said != null) {
        said.fault().accept(section + " needs both certificate and key");
        break;
      }
    }
    return null;
  }

  /** Returns what the node of a key says; what is wrong with it is a fault there. */
  private <T> T read(String key, Function<DocumentNode, T> reader, T otherwise) {
    DocumentNode node = nodes.get(key);
    return node == null ? otherwise : reader.apply(node);
  }

  private @Nullable Path file(String key) {
    return optional(key, ConfigurationReader::path);
  }

  /** Returns what a key was set to; what its reader has against it is a fault. */
  private <T> T value(String key, Function<String, T> reader, T otherwise) {
    T value = optional(key, reader);
    return value == null ? otherwise : value;
  }

  private int number(String key, int least, int most, int otherwise) {
    return value(key, text -> whole(text, least, most), otherwise);
  }

  private <T> @Nullable T optional(String key, Function<String, T> reader) {
    Setting setting = values.get(key);
    if (setting != null) {
      try {
        return reader.apply(setting.text());
      } catch (IllegalArgumentException wrong) {
        setting.fault().accept(String.valueOf(wrong.getMessage()));
      }
    }
    return null;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(text, "is not true or false");
    };
  }

  private static String id(String text) {
    // It becomes a level of topics.
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw wrong(text, "is not made of 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return text;
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the name of a file is missing");
    }
    return Path.of(text);
  }

  private static long bytes(String text) {
    return positive(text, quantity(text, Quantities::size));
  }

  private static int document(String text) {
    long bytes = bytes(text);
    if (bytes > MAX_DOCUMENT) {
      throw wrong(text, "is too much: a shadow may have 64KiB");
    }
    return (int) bytes;
  }

  private static long shadowMemory(String text) {
    long bytes = bytes(text);
    if (bytes < Shadows.LEAST_MEMORY) {
      throw wrong(text, "is too little: shadows need 1MiB");
    }
    // The rest of the heap is for everything else; without it the coordinator ends.
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes / 5 > heap / 8) {
      throw wrong(
          text,
          "is too much: the heap has %dMiB, shadows may have 5/8 of that".formatted(heap >> 20));
    }
    return bytes;
  }

  private static long workerMemory(String text) {
    long bytes = bytes(text);
    if (bytes < Configuration.Isolation.LEAST_MEMORY) {
      throw wrong(text, "is too little: a worker needs 128MiB");
    }
    return bytes;
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static List<String> groups(String text) {
    List<String> groups = names(text);
    for (String group : groups) {
      if (!group.matches("[A-Za-z0-9._-]{1,64}")) {
        throw wrong(group, "is not made of 1 to 64 letters, digits, '.', '_' and '-'");
      }
    }
    if (groups.size() > MAX_GROUPS) {
      throw new IllegalArgumentException("a box is in %d groups at most".formatted(MAX_GROUPS));
    }
    return groups;
  }

  private static Duration patience(String text) {
    return quantity(text, Quantities::duration); // none at all is a choice, too
  }

  private static long count(String text) {
    return whole(text, 1, MAX_QUEUE_COUNT);
  }

  private static int whole(String text, int least, int most) {
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw wrong(text, "is not a whole number from %d to %d".formatted(least, most));
  }

  private static Duration age(String text) {
    Duration age = quantity(text, Quantities::duration);
    positive(text, age.toMillis());
    return age;
  }

  private static OnFull onFull(String text) {
    for (OnFull each : OnFull.values()) {
      if (written(each).equals(text)) {
        return each;
      }
    }
    List<String> known = Arrays.stream(OnFull.values()).map(ConfigurationReader::written).toList();
    throw new IllegalArgumentException(
        "unknown value \"" + text + "\"" + Suggestions.after(text, known));
  }

  private static String written(OnFull each) {
    return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> T quantity(String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException unreadable) {
      throw wrong(text, "cannot be read: " + unreadable.getMessage());
    }
  }

  private static long positive(String text, long value) {
    if (value == 0) {
      throw wrong(text, "must be more than 0");
    }
    return value;
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("\"" + text + "\" " + what);
  }
}
