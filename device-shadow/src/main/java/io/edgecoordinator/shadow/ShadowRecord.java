package io.edgecoordinator.shadow;

import io.edgecoordinator.shadow.ShadowNode.Fields;
import io.edgecoordinator.shadow.ShadowNode.Leaf;
import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A shadow as it is kept in memory and on disk: its document in bytes. Immutable.
 *
 * @param version 1 or more; of a deleted shadow the last one
 * @param timestamp when it was changed last, in seconds since 1970
 * @param sequence tells which of two shadows was changed last
 * @param changes how often it was changed, deletions included
 * @param creator who created it, see {@link Requester#name}
 * @param state desired and reported as JSON, each left out if empty; null if it was deleted
 * @param times the timestamps of the leaves of {@code state}, in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ShadowRecord(
    long version,
    long timestamp,
    long sequence,
    long changes,
    String creator,
    byte @Nullable [] state,
    byte[] times) {

  /** What an object of this kind, its key and its place take in memory beside the bytes. */
  private static final int OVERHEAD = 256;

  private static final byte[] NO_TIMES = {};

  static final Codec<ShadowRecord> CODEC =
      new Codec<>() {
        @Override
        public void write(ShadowRecord record, RecordOutput out) {
          out.writeLong(record.version);
          out.writeLong(record.timestamp);
          out.writeLong(record.sequence);
          out.writeLong(record.changes);
          out.writeText(record.creator);
          byte[] content = record.state;
          out.writeByte(content == null ? 0 : 1);
          if (content != null) {
            out.writeBytes(content);
            out.writeBytes(record.times);
          }
        }

        @Override
        public ShadowRecord read(RecordInput in) {
          long version = in.readLong();
          long timestamp = in.readLong();
          long sequence = in.readLong();
          long changes = in.readLong();
          String creator = in.readText();
          return in.readByte() == 0
              ? new ShadowRecord(version, timestamp, sequence, changes, creator, null, NO_TIMES)
              : new ShadowRecord(
                  version, timestamp, sequence, changes, creator, in.readBytes(), in.readBytes());
        }
      };

  /** Returns the same shadow with another document, one version on. */
  static ShadowRecord next(
      @Nullable ShadowRecord before, ShadowDocument document, long timestamp, String creator) {
    RecordOutput times = new RecordOutput();
    writeTimes(document.desired(), timestamp, times);
    writeTimes(document.reported(), timestamp, times);
    return new ShadowRecord(
        before == null ? 1 : before.version + 1,
        timestamp,
        0,
        before == null ? 1 : before.changes + 1,
        before == null || before.isDeleted() ? creator : before.creator,
        document.toJson(),
        times.toBytes());
  }

  /** Returns what remains of it when it is deleted. */
  ShadowRecord deleted(long now) {
    return new ShadowRecord(version, now, sequence, changes + 1, creator, null, NO_TIMES);
  }

  /** Returns the same with another sequence. */
  ShadowRecord at(long newSequence) {
    return new ShadowRecord(version, timestamp, newSequence, changes, creator, state, times);
  }

  boolean isDeleted() {
    return state == null;
  }

  /** Returns what it takes in memory, in bytes, roughly. */
  int size() {
    return OVERHEAD + times.length + (state == null ? 0 : state.length);
  }

  /**
   * Returns what desired and reported have together as JSON, in bytes.
   *
   * @param document what it says
   */
  int documentBytes(ShadowDocument document) {
    int bytes = state == null ? 0 : state.length - "{}".length();
    if (!document.desired().isEmpty()) {
      bytes -= "\"desired\":".length();
    }
    if (!document.reported().isEmpty()) {
      bytes -= "\"reported\":".length();
    }
    return document.desired().isEmpty() || document.reported().isEmpty() ? bytes : bytes - 1;
  }

  /** Returns what it says; of a deleted one nothing. */
  ShadowDocument document() {
    if (state == null) {
      return ShadowDocument.EMPTY;
    }
    JsonNode sections = ShadowJson.MAPPER.readTree(state);
    RecordInput in = new RecordInput(times);
    Fields desired = section(sections.get("desired"), in);
    Fields reported = section(sections.get("reported"), in);
    return new ShadowDocument(desired, reported);
  }

  private Fields section(@Nullable JsonNode section, RecordInput in) {
    return section == null ? Fields.EMPTY : fields(section, in);
  }

  private Fields fields(JsonNode object, RecordInput in) {
    Map<String, ShadowNode> fields = LinkedHashMap.newLinkedHashMap(object.size());
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      fields.put(
          field.getKey(),
          value.isObject() ? fields(value, in) : new Leaf(value, timestamp - in.readLong()));
    }
    return new Fields(fields);
  }

  /** Writes how long before the last change each leaf was set: most often 0, one byte. */
  private static void writeTimes(Fields fields, long now, RecordOutput out) {
    for (ShadowNode node : fields.fields().values()) {
      switch (node) {
        case Leaf leaf -> out.writeLong(now - leaf.timestamp());
        case Fields nested -> writeTimes(nested, now, out);
      }
    }
  }
}
