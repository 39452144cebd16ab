package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.Exchange.Change;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The documents of the protocol that tell of shadows. */
final class ShadowMessages {

  private ShadowMessages() {}

  /** Returns the answer to an accepted update: what it asked for, no more. */
  static Payload updated(UpdateRequest request, ShadowRecord after) {
    JsonNode state = request.state();
    ShadowWriter writer = new ShadowWriter().value("state", state).begin("metadata");
    if (state.isObject()) {
      for (String name : state.propertyNames()) {
        writer.timesOf(name, state.get(name), after.timestamp());
      }
    }
    return closing(writer.end(), after, request.clientToken());
  }

  /** Returns what tells of a document that was made elsewhere: what it sets and removes. */
  static Payload adopted(ShadowDocument patch, ShadowRecord after) {
    ShadowWriter writer = new ShadowWriter().beginState(patch).end();
    metadata(writer, patch);
    return closing(writer, after, null);
  }

  /** Returns the answer to an accepted get. */
  static Payload got(ShadowRecord record, long now, @Nullable String token) {
    ShadowDocument document = record.document();
    Fields delta = document.delta();
    ShadowWriter writer = new ShadowWriter().beginState(document).section("delta", delta).end();
    metadata(writer, document);
    return Payload.of(
        writer
            .number("version", record.version())
            .number("timestamp", now)
            .text("clientToken", token)
            .toBytes());
  }

  private static void metadata(ShadowWriter writer, ShadowDocument document) {
    writer
        .begin("metadata")
        .sectionTimes("desired", document.desired())
        .sectionTimes("reported", document.reported())
        .end();
  }

  /** Returns the answer to an accepted delete. */
  static Payload deleted(ShadowRecord after, @Nullable String token) {
    return closing(new ShadowWriter(), after, token);
  }

  /** Returns the message that tells what is desired and not reported, which must not be empty. */
  static Payload delta(Fields delta, ShadowRecord after, @Nullable String token) {
    ShadowWriter writer = new ShadowWriter().values("state", delta).times("metadata", delta);
    return closing(writer, after, token);
  }

  /**
   * Returns the message that has the whole shadow before and after an update. It is the longest,
   * and most often nobody wants it.
   */
  static Payload documents(
      Change change, ShadowDocument former, ShadowDocument document, @Nullable String token) {
    return Payload.lazily(() -> {
      ShadowWriter writer = new ShadowWriter();
      ShadowRecord before = change.before();
      if (before == null || before.isDeleted()) {
        writer.none("previous");
      } else {
        document(writer.begin("previous"), former, before.version());
      }
      ShadowRecord after = change.after();
      document(writer.begin("current"), document, after.version());
      return writer.number("timestamp", after.timestamp()).text("clientToken", token).toBytes();
    });
  }

  private static void document(ShadowWriter writer, ShadowDocument document, long version) {
    writer.beginState(document).end();
    metadata(writer, document);
    writer.number("version", version).end();
  }

  private static Payload closing(ShadowWriter writer, ShadowRecord after, @Nullable String token) {
    return Payload.of(
        writer
            .number("version", after.version())
            .number("timestamp", after.timestamp())
            .text("clientToken", token)
            .toBytes());
  }

  /** Returns the answer to a request that is not done. */
  static Payload rejected(ShadowRejection why, long now, @Nullable String token) {
    return Payload.of(
        new ShadowWriter()
            .number("code", why.code())
            .text("message", why.getMessage())
            .number("timestamp", now)
            .text("clientToken", token)
            .toBytes());
  }
}
