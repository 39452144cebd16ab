package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Writes one document of the protocol: an object, field by field, then {@link #toBytes}. */
public final class ShadowWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final JsonGenerator json = ShadowJson.MAPPER.createGenerator(bytes);

  /** Begins the object. */
  public ShadowWriter() {
    json.writeStartObject();
  }

  public ShadowWriter number(String name, long value) {
    json.writeNumberProperty(name, value);
    return this;
  }

  /** Writes a text, unless there is none. */
  public ShadowWriter text(String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
    return this;
  }

  ShadowWriter value(String name, JsonNode value) {
    json.writeName(name);
    json.writeTree(value);
    return this;
  }

  ShadowWriter none(String name) {
    json.writeNullProperty(name);
    return this;
  }

  public ShadowWriter begin(String name) {
    json.writeObjectPropertyStart(name);
    return this;
  }

  public ShadowWriter end() {
    json.writeEndObject();
    return this;
  }

  /** Begins the values of a shadow, desired and reported; {@link #end} follows. */
  public ShadowWriter beginState(ShadowDocument document) {
    return begin("state")
        .section("desired", document.desired())
        .section("reported", document.reported());
  }

  /** Writes the values of a section, unless it is empty. */
  public ShadowWriter section(String name, Fields section) {
    return section.isEmpty() ? this : values(name, section);
  }

  /** Writes values without their timestamps. */
  ShadowWriter values(String name, Fields fields) {
    json.writeName(name);
    values(fields);
    return this;
  }

  private void values(Fields fields) {
    json.writeStartObject();
    for (Map.Entry<String, ShadowNode> field : fields.fields().entrySet()) {
      json.writeName(field.getKey());
      switch (field.getValue()) {
        case Leaf leaf -> json.writeTree(leaf.value());
        case Fields nested -> values(nested);
      }
    }
    json.writeEndObject();
  }

  /** Writes the timestamps of a section, unless it is empty. */
  ShadowWriter sectionTimes(String name, Fields section) {
    return section.isEmpty() ? this : times(name, section);
  }

  /** Writes timestamps in the place of values, in an array one per element. */
  ShadowWriter times(String name, Fields fields) {
    json.writeName(name);
    times(fields);
    return this;
  }

  private void times(Fields fields) {
    json.writeStartObject();
    for (Map.Entry<String, ShadowNode> field : fields.fields().entrySet()) {
      json.writeName(field.getKey());
      switch (field.getValue()) {
        case Leaf leaf -> times(leaf.value(), leaf.timestamp());
        case Fields nested -> times(nested);
      }
    }
    json.writeEndObject();
  }

  /** Writes the timestamps of a value that was set, or removed, as a whole. */
  private void times(JsonNode value, long timestamp) {
    if (value.isArray()) {
      json.writeStartArray();
      value.forEach(element -> times(element, timestamp));
      json.writeEndArray();
    } else {
      json.writeStartObject();
      if (value.isObject()) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          json.writeName(field.getKey());
          times(field.getValue(), timestamp);
        }
      } else {
        json.writeNumberProperty("timestamp", timestamp);
      }
      json.writeEndObject();
    }
  }

  /** Writes the timestamps of what a request sets and removes. */
  ShadowWriter timesOf(String name, JsonNode requested, long timestamp) {
    json.writeName(name);
    times(requested, timestamp);
    return this;
  }

  /** Ends the object and returns it. */
  public byte[] toBytes() {
    json.writeEndObject();
    json.close();
    return bytes.toByteArray();
  }
}
