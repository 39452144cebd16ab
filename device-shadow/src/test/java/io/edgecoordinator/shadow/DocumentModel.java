package io.edgecoordinator.shadow;

import static java.util.stream.Collectors.toMap;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a section of a shadow should be, as a flat list of paths: leaves with their timestamps, and
 * objects, which have none.
 */
final class DocumentModel {

  /** A value at a path; of an object an empty one, without a timestamp. */
  record Value(JsonNode json, long timestamp) {}

  private static final Value OBJECT = new Value(JsonNodeFactory.instance.objectNode(), 0);

  private final Map<String, Value> paths = new HashMap<>();

  /** Makes what a request has for the section part of it. */
  void update(JsonNode patch, long now) {
    if (patch.isNull()) {
      paths.clear();
    } else {
      patch.properties().forEach(field -> set("/" + field.getKey(), field.getValue(), now));
    }
  }

  private void set(String path, JsonNode patch, long now) {
    Value before = paths.get(path);
    if (patch.isObject()) {
      if (before == null || !before.json().isObject()) {
        paths.put(path, OBJECT);
      }
      patch.properties().forEach(field -> set(path + "/" + field.getKey(), field.getValue(), now));
    } else {
      paths.keySet().removeIf(each -> each.equals(path) || each.startsWith(path + "/"));
      if (!patch.isNull()) {
        paths.put(path, new Value(patch, now));
      }
    }
  }

  /** Returns the leaves that another section lacks or has another value for. */
  Map<String, Value> leavesUnlike(DocumentModel other) {
    return paths.entrySet().stream()
        .filter(entry -> !entry.getValue().json().isObject())
        .filter(entry -> {
          Value there = other.paths.get(entry.getKey());
          return there == null || !there.json().equals(entry.getValue().json());
        })
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  Map<String, Value> paths() {
    return paths;
  }

  /** Returns the same of a section as it is. */
  static Map<String, Value> flat(Fields section) {
    Map<String, Value> paths = new HashMap<>();
    flatten("", section, paths);
    return paths;
  }

  /** Returns the leaves of a section as it is. */
  static Map<String, Value> leaves(Fields section) {
    Map<String, Value> paths = flat(section);
    paths.values().removeIf(value -> value.json().isObject());
    return paths;
  }

  private static void flatten(String path, Fields fields, Map<String, Value> into) {
    fields
        .fields()
        .forEach((name, node) -> {
          String below = path + "/" + name;
          switch (node) {
            case Leaf leaf -> into.put(below, new Value(leaf.value(), leaf.timestamp()));
            case Fields nested -> {
              into.put(below, OBJECT);
              flatten(below, nested, into);
            }
          }
        });
  }
}
