package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.shadow.Requester;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRequest;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.ShadowState;
import io.edgecoordinator.store.DurableMap;
import io.edgecoordinator.store.Store;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the cloud says part of a shadow here. The shadow and what is remembered of the cloud's
 * reach the disk in the same commit: otherwise, after a crash, what the cloud had changed would
 * look as if it had been changed back here.
 */
final class Reconciliation {

  private static final Requester CLOUD = new Requester(new Source.Upstream(""), null, 0);

  private final ShadowService shadows;
  private final Store store;
  private final DurableMap<SyncRecord> records;

  Reconciliation(ShadowService shadows, Store store, DurableMap<SyncRecord> records) {
    this.shadows = shadows;
    this.store = store;
    this.records = records;
  }

  /** Reads what is remembered, by {@link ShadowName#key}. */
  Future<Map<String, SyncRecord>> load() {
    return records.load();
  }

  /**
   * Takes over what the cloud says.
   *
   * @param cloud what it says; null if there is no shadow there
   * @param version its version, 0 if there is none
   * @param done takes the answer when it is on disk; null if nothing had to be changed here
   */
  void pulled(
      SyncedShadow shadow,
      @Nullable ShadowDocument cloud,
      long version,
      Consumer<@Nullable ShadowAnswer> done) {
    SyncRecord before = shadow.record;
    ShadowState state = shadows.find(shadow.name);
    ShadowDocument here = state == null ? null : state.document();
    ShadowDocument base = before.baseDocument();
    boolean undone =
        before.asked() && version == before.version() && ShadowDocument.same(base, cloud);
    if (before.asked() && !undone) {
      base = OwnWrites.base(base, before.sentDocument(), cloud);
    }
    ShadowDocument merged = ThreeWayMerge.of(base, here, cloud);
    SyncRecord after =
        undone ? before : SyncRecord.of(version, cloud == null ? null : cloud.toJson());
    shadow.changed = !ShadowDocument.same(merged, cloud);
    if (ShadowDocument.same(merged, here)) {
      save(shadow, after);
      share(shadow);
      done.accept(null);
    } else {
      adopt(shadow, merged, after, done);
    }
  }

  private void adopt(
      SyncedShadow shadow,
      @Nullable ShadowDocument document,
      SyncRecord after,
      Consumer<@Nullable ShadowAnswer> done) {
    SyncRecord before = shadow.record;
    Consumer<ShadowAnswer> asker =
        answer -> {
          if (answer instanceof ShadowAnswer.Rejected) {
            save(shadow, before);
            shadow.changed = true;
          }
          share(shadow);
          done.accept(answer);
        };
    try (Store.Hold _ = store.hold()) {
      save(shadow, after);
      if (document == null) {
        shadows.request(
            new ShadowRequest(shadow.name, ShadowOperation.DELETE, Payload.EMPTY, CLOUD), asker);
      } else {
        shadows.adopt(shadow.name, document, CLOUD, asker);
      }
    }
  }

  /** Remembers something of the cloud's shadow; it is part of the open commit. */
  void save(SyncedShadow shadow, SyncRecord record) {
    if (record.isLike(shadow.record)) {
      return;
    }
    shadow.record = record;
    if (record.isLike(SyncRecord.NONE)) {
      records.remove(shadow.name.key());
    } else {
      records.put(shadow.name.key(), record);
    }
  }

  /**
   * Keeps the bytes of a shadow that is in step in memory once.
   *
   * @return whether the shadow here is as the cloud's was, byte by byte
   */
  boolean share(SyncedShadow shadow) {
    SyncRecord record = shadow.record;
    ShadowState here = shadows.find(shadow.name);
    byte[] json = here == null ? null : here.json();
    boolean same = Arrays.equals(record.base(), json);
    if (same) {
      shadow.record = new SyncRecord(record.version(), json, record.sent(), record.asked());
    }
    return same;
  }
}
