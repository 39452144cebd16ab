package io.edgecoordinator.config;

import io.edgecoordinator.config.ConfigurationReader.Setting;
import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.document.MappingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the configuration from a file, the environment and the command line. What is read later
 * replaces what was read before; what nobody says is as in {@link Configuration#defaults()}. An
 * unknown key is an error, wherever it stands.
 */
public final class ConfigurationLoader {

  private static final String PREFIX = "COORDINATOR_";

  private final Faults faults = new Faults();
  private final ConfigurationReader reader = new ConfigurationReader();

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
    reader.put(key, new Setting(value, message -> faults.add(origin, message)));
    return this;
  }

  private void collect(String section, MappingNode mapping) {
    for (MappingNode.Entry entry : mapping.entries()) {
      String key = section + entry.key();
      if (Keys.isSection(key)) {
        entry.value().mapping().ifPresent(inner -> collect(key + ".", inner));
      } else if (Keys.isInFiles(key)) {
        reader.put(key, entry.value());
      } else {
        Keys.fault(key)
            .ifPresentOrElse(
                fault -> faults.add(entry.position(), fault),
                () -> setting(key, entry.value()).ifPresent(value -> reader.put(key, value)));
      }
    }
  }

  /**
   * Returns the configuration.
   *
   * @throws ConfigurationException if something in it is wrong
   */
  public Configuration load() {
    try {
      Configuration configuration = reader.read();
      throwFaults();
      return configuration;
    } catch (ConfigurationException unfit) {
      throwFaults(); // which are more likely to be what is wrong
      throw unfit;
    }
  }

  private void throwFaults() {
    List<Fault> found = faults.list();
    if (!found.isEmpty()) {
      String more = found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1);
      throw new ConfigurationException(found.getFirst() + more);
    }
  }

  private static Optional<Setting> setting(String key, DocumentNode node) {
    return Keys.isList(key) ? list(node) : scalar(node);
  }

  private static Optional<Setting> list(DocumentNode node) {
    String items =
        node.elements().stream()
            .flatMap(item -> item.text().stream())
            .collect(Collectors.joining(","));
    return Optional.of(new Setting(items, node::fault));
  }

  private static Optional<Setting> scalar(DocumentNode node) {
    return node.text().map(text -> new Setting(text, node::fault));
  }
}
