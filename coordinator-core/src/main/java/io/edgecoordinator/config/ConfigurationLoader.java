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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the configuration from a file, the environment and the command line. What is read later
 * replaces what was read before; what nobody says is as in {@link Configuration#defaults()}. An
 * unknown key is an error, wherever it stands.
 */
public final class ConfigurationLoader {

  private static final String PREFIX = "COORDINATOR_";

  private final Faults faults = new Faults();
  private final Map<String, DocumentNode> values = new HashMap<>();

  /** What is wrong with values that stand in no file, by where they were said. */
  private final Map<String, Faults> overrides = new LinkedHashMap<>();

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
    // As if it stood in a file, so that one reader understands all of them.
    byte[] document = new JsonMapper().writeValueAsBytes(Map.of(key, value));
    Faults own = new Faults();
    DocumentReader.read(origin, document, own)
        .ifPresent(root -> values.put(key, root.optional(key)));
    overrides.put(origin, own);
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
                fault -> faults.add(entry.position(), fault), () -> values.put(key, entry.value()));
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
            value("mqtt.listen", ConfigurationLoader::hostPort, defaults.mqtt().listen()),
            value("mqtt.insecure", DocumentNode::bool, false));
    Configuration.Http http =
        new Configuration.Http(
            value("http.listen", ConfigurationLoader::hostPort, defaults.http().listen()),
            value("http.insecure", DocumentNode::bool, false));
    Configuration configuration =
        new Configuration(
            value("id", ConfigurationLoader::id, defaults.id()),
            value("data", node -> node.text().map(Path::of), defaults.data()),
            mqtt,
            http,
            List.of());
    throwFaults();
    return configuration;
  }

  private void throwFaults() {
    overrides.forEach(
        (origin, own) -> own.list().forEach(fault -> faults.add(origin, fault.message())));
    List<Fault> found = faults.list();
    if (!found.isEmpty()) {
      String more = found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1);
      throw new ConfigurationException(found.getFirst() + more);
    }
  }

  private <T> T value(String key, Function<DocumentNode, Optional<T>> reader, T otherwise) {
    DocumentNode node = values.get(key);
    return node == null ? otherwise : reader.apply(node).orElse(otherwise);
  }

  private static Optional<HostPort> hostPort(DocumentNode node) {
    return node.text()
        .flatMap(text -> {
          try {
            return Optional.of(HostPort.parse(text));
          } catch (IllegalArgumentException wrong) {
            node.fault(wrong.getMessage());
            return Optional.empty();
          }
        });
  }

  private static Optional<String> id(DocumentNode node) {
    Optional<String> id = node.text();
    // It becomes a level of topics.
    if (id.isPresent() && !id.get().matches("[A-Za-z0-9._-]{1,64}")) {
      node.fault("an id is made of 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return id;
  }
}
