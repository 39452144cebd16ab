package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.Exchange.Change;
import io.edgecoordinator.shadow.Exchange.Message;
import io.edgecoordinator.shadow.Exchange.Outcome;
import io.edgecoordinator.shadow.ShadowNode.Fields;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What get, update and delete do, at once and in memory. Belongs to the event loop. */
final class ShadowOperations {

  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private final ShadowTable table;
  private final ShadowLimits limits;
  private final InstantSource clock;

  ShadowOperations(ShadowTable table, ShadowLimits limits, InstantSource clock) {
    this.table = table;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Does what is asked, and returns what came of it: nothing of that is safe yet.
   *
   * @throws ShadowRejection if it can't be done; then nothing changed
   */
  Outcome run(ShadowRequest request) throws ShadowRejection {
    checkNames(request.shadow());
    byte[] bytes = request.payload().bytes();
    if (bytes.length > limits.requestBytes()) {
      throw ShadowRejection.tooLarge();
    }
    return switch (request.operation()) {
      case GET -> get(request.shadow(), bytes);
      case UPDATE -> update(request, bytes);
      case DELETE -> delete(request, bytes);
    };
  }

  private Outcome get(ShadowName shadow, byte[] bytes) throws ShadowRejection {
    JsonNode content = bytes.length == 0 ? NOTHING : ShadowJson.read(bytes, limits.depth());
    String token = UpdateRequest.clientToken(content);
    ShadowRecord record = existing(shadow);
    return done(ShadowOperation.GET, ShadowMessages.got(record, seconds(), token), null, null);
  }

  private Outcome update(ShadowRequest asked, byte[] bytes) throws ShadowRejection {
    UpdateRequest request = UpdateRequest.of(ShadowJson.read(bytes, limits.depth()), limits);
    ShadowRecord before = table.find(asked.shadow());
    checkVersion(request.version(), before);
    long now = seconds();
    ShadowDocument former = before == null ? ShadowDocument.EMPTY : before.document();
    ShadowDocument document = Merge.of(former, request.state(), now);
    Change change = put(asked, before, document, request.state().toString(), now);
    Payload answer = ShadowMessages.updated(request, change.after());
    return updated(answer, request.clientToken(), change, former, document);
  }

  /**
   * Makes a document that was made elsewhere a shadow's own, with its timestamps.
   *
   * @param asked who brings it, and for which shadow
   * @throws ShadowRejection if it can't be done; then nothing changed
   */
  Outcome adopt(ShadowRequest asked, ShadowDocument document) throws ShadowRejection {
    checkNames(asked.shadow());
    ShadowRecord before = table.find(asked.shadow());
    long now = seconds();
    ShadowDocument former = before == null ? ShadowDocument.EMPTY : before.document();
    ShadowDocument patch = Patch.between(former, document, now);
    String state = new String(patch.toJson(), StandardCharsets.UTF_8);
    Change change = put(asked, before, document, state, now);
    Payload answer = ShadowMessages.adopted(patch, change.after());
    return updated(answer, null, change, former, document);
  }

  private Change put(
      ShadowRequest asked,
      @Nullable ShadowRecord before,
      ShadowDocument document,
      String state,
      long now)
      throws ShadowRejection {
    String by = asked.by().name();
    ShadowRecord next = ShadowRecord.next(before, document, now, table.creator(by));
    if (next.documentBytes(document) > limits.documentBytes()) {
      throw ShadowRejection.tooLarge();
    }
    table.check(asked.shadow(), next);
    ShadowRecord after = table.put(asked.shadow(), next, change(next, asked, state));
    return new Change(before, after);
  }

  private static Outcome updated(
      Payload answer,
      @Nullable String token,
      Change change,
      ShadowDocument former,
      ShadowDocument document) {
    List<Message> more = new ArrayList<>(2);
    Fields delta = document.delta();
    if (!delta.isEmpty()) {
      more.add(new Message("update/delta", ShadowMessages.delta(delta, change.after(), token)));
    }
    more.add(
        new Message("update/documents", ShadowMessages.documents(change, former, document, token)));
    return done(ShadowOperation.UPDATE, answer, change, more);
  }

  private Outcome delete(ShadowRequest asked, byte[] bytes) throws ShadowRejection {
    ShadowName shadow = asked.shadow();
    ShadowRecord before = existing(shadow);
    ShadowRecord next = before.deleted(seconds());
    ShadowRecord after = table.put(shadow, next, change(next, asked, ""));
    Payload document = ShadowMessages.deleted(after, tokenIfAny(bytes));
    return done(ShadowOperation.DELETE, document, new Change(before, after), null);
  }

  private static Outcome done(
      ShadowOperation operation,
      Payload document,
      @Nullable Change change,
      @Nullable List<Message> more) {
    List<Message> messages = new ArrayList<>(3);
    messages.add(new Message(operation + "/accepted", document));
    if (more != null) {
      messages.addAll(more);
    }
    return new Outcome(new ShadowAnswer.Accepted(document), messages, change);
  }

  /** Returns what comes of a request that is not done. */
  Outcome rejected(ShadowRequest request, ShadowRejection why) {
    Payload document =
        ShadowMessages.rejected(why, seconds(), tokenIfAny(request.payload().bytes()));
    Message message = new Message(request.operation() + "/rejected", document);
    return new Outcome(new ShadowAnswer.Rejected(why, document), List.of(message), null);
  }

  private ShadowRecord existing(ShadowName shadow) throws ShadowRejection {
    ShadowRecord record = table.live(shadow);
    if (record == null) {
      throw ShadowRejection.notFound(shadow);
    }
    return record;
  }

  private static void checkNames(ShadowName shadow) throws ShadowRejection {
    String fault = shadow.fault();
    if (fault != null) {
      throw ShadowRejection.badRequest(fault);
    }
  }

  /** What is not there yet, or not any more, has version 0. */
  private static void checkVersion(@Nullable Long wanted, @Nullable ShadowRecord before)
      throws ShadowRejection {
    long version = before == null || before.isDeleted() ? 0 : before.version();
    if (wanted != null && wanted != version) {
      throw ShadowRejection.versionConflict();
    }
  }

  private ShadowChange change(ShadowRecord after, ShadowRequest asked, String state) {
    return new ShadowChange(
        after.changes(),
        after.version(),
        clock.millis(),
        asked.by().name(),
        asked.operation(),
        state);
  }

  private @Nullable String tokenIfAny(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > limits.requestBytes()) {
      return null;
    }
    return UpdateRequest.clientTokenIfAny(bytes);
  }

  private long seconds() {
    return clock.instant().getEpochSecond();
  }
}
