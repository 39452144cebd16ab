package io.edgecoordinator.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys and their values, in order. It remembers which keys were asked for, so that {@link
 * #rejectUnknown()} can report the others. Not safe for use by several threads.
 */
public final class MappingNode implements DocumentNode {

  private final Position position;
  private final Faults faults;
  private final Map<String, Entry> entries;
  private final Set<String> known = new LinkedHashSet<>();

  /** A key, where it stands, and its value. */
  public record Entry(String key, Position position, DocumentNode value) {}

  MappingNode(Position position, Faults faults, Collection<Entry> entries) {
    this.position = position;
    this.faults = faults;
    Map<String, Entry> byKey = new LinkedHashMap<>();
    entries.forEach(entry -> byKey.put(entry.key(), entry));
    this.entries = Collections.unmodifiableMap(byKey);
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public String kind() {
    return "a mapping";
  }

  @Override
  public Optional<MappingNode> mapping() {
    return Optional.of(this);
  }

  /** Returns the value of a key, which may be missing. */
  public DocumentNode optional(String key) {
    known.add(key);
    Entry entry = entries.get(key);
    return entry == null ? new MissingNode(position, faults) : entry.value();
  }

  /** Returns the value of a key. That it is missing is a fault. */
  public DocumentNode required(String key) {
    DocumentNode value = optional(key);
    if (!value.isPresent()) {
      Entry entry = entries.get(key);
      if (entry == null) {
        fault("key \"" + key + "\" is missing");
      } else {
        faults.add(entry.position(), "key \"" + key + "\" has no value");
      }
    }
    return value;
  }

  /** Returns all keys with their values, where the keys are names that the document chooses. */
  public List<Entry> entries() {
    known.addAll(entries.keySet());
    return List.copyOf(entries.values());
  }

  /** Reports each key that was not asked for, with the nearest that was. */
  public void rejectUnknown() {
    List<String> free = new ArrayList<>(known);
    free.removeAll(entries.keySet());
    for (Entry entry : entries.values()) {
      if (!known.contains(entry.key())) {
        String hint =
            Suggestions.nearest(entry.key(), free)
                .map(meant -> "; did you mean \"" + meant + "\"?")
                .orElseGet(() -> Suggestions.after(entry.key(), known));
        faults.add(entry.position(), "unknown key \"" + entry.key() + "\"" + hint);
      }
    }
  }
}
