package io.edgecoordinator.config;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.document.MappingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the configuration from a file, the environment and the command line. What is read later
 * replaces what was read before; what nobody says is as in {@link Configuration#defaults()}. An
 * unknown key is an error, wherever it stands.
 */
public final class ConfigurationLoader {

  private static final String PREFIX = "COORDINATOR_";

  private final Faults faults = new Faults();
  private final Map<String, Setting> values = new HashMap<>();

  /**
   * What was said about one key.
   *
   * @param text the value
   * @param fault reports, where it was said, what is wrong with it
   */
  private record Setting(String text, Consumer<String> fault) {}

  /** Creates a loader that knows nothing yet. */
  public ConfigurationLoader() {}

  /** Reads a file. */
  public ConfigurationLoader file(Path file) {
    try {
      DocumentReader.read(file.toString(), Files.readAllBytes(file), faults)
          .ifPresent(root -> collect("", root));
    } catch (NoSuchFileException missing) {
      faults.add(file.toString(), "there is no such file");
    } catch (IOException unreadable) {
      faults.add(file.toString(), "cannot be read: " + unreadable.getMessage());
    }
    return this;
  }

  /** Reads a file if there is one. */
  public ConfigurationLoader fileIfPresent(Path file) {
    return Files.exists(file) ? file(file) : this;
  }

  /**
   * Reads variables such as {@code COORDINATOR_MQTT_LISTEN}. Those that are no key are left alone:
   * others may have put them there.
   */
  public ConfigurationLoader environment(Map<String, String> environment) {
    for (String key : Keys.inEffect()) {
      String variable = PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
      String value = environment.get(variable);
      if (value != null) {
        set(key, value, variable);
      }
    }
    return this;
  }

  /**
   * Sets one key.
   *
   * @param origin where that was said, for messages
   */
  public ConfigurationLoader set(String key, String value, String origin) {
    Optional<String> fault = Keys.fault(key);
    if (fault.isPresent()) {
      faults.add(origin, fault.get());
      return this;
    }
    values.put(key, new Setting(value, message -> faults.add(origin, message)));
    return this;
  }

  private void collect(String section, MappingNode mapping) {
    for (MappingNode.Entry entry : mapping.entries()) {
      String key = section + entry.key();
      if (Keys.isSection(key)) {
        entry.value().mapping().ifPresent(inner -> collect(key + ".", inner));
      } else {
        Keys.fault(key)
            .ifPresentOrElse(
                fault -> faults.add(entry.position(), fault),
                () -> scalar(entry.value()).ifPresent(setting -> values.put(key, setting)));
      }
    }
  }

  /**
   * Returns the configuration.
   *
   * @throws ConfigurationException if something in it is wrong
   */
  public Configuration load() {
    Configuration defaults = Configuration.defaults();
    Configuration.Mqtt mqtt =
        new Configuration.Mqtt(
            value("mqtt.listen", HostPort::parse, defaults.mqtt().listen()),
            value("mqtt.insecure", ConfigurationLoader::bool, false));
    Configuration.Http http =
        new Configuration.Http(
            value("http.listen", HostPort::parse, defaults.http().listen()),
            value("http.insecure", ConfigurationLoader::bool, false));
    Configuration configuration =
        new Configuration(
            value("id", ConfigurationLoader::id, defaults.id()),
            value("data", Path::of, defaults.data()),
            mqtt,
            http,
            List.of());
    throwFaults();
    return configuration;
  }

  private void throwFaults() {
    List<Fault> found = faults.list();
    if (!found.isEmpty()) {
      String more = found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1);
      throw new ConfigurationException(found.getFirst() + more);
    }
  }

  private static Optional<Setting> scalar(DocumentNode node) {
    return node.text().map(text -> new Setting(text, node::fault));
  }

  /** Returns what a key was set to; what its reader has against it is a fault. */
  private <T> T value(String key, Function<String, T> reader, T otherwise) {
    Setting setting = values.get(key);
    if (setting != null) {
      try {
        return reader.apply(setting.text());
      } catch (IllegalArgumentException wrong) {
        setting.fault().accept(String.valueOf(wrong.getMessage()));
      }
    }
    return otherwise;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" is not true or false");
    };
  }

  private static String id(String text) {
    // It becomes a level of topics.
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "\"%s\" is not made of 1 to 64 letters, digits, '.', '_' and '-'".formatted(text));
    }
    return text;
  }
}
