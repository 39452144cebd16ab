package io.edgecoordinator.shadow.sync;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.Patch;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.shadow.ShadowState;
import io.edgecoordinator.shadow.ShadowWriter;
import io.edgecoordinator.shadow.sync.CloudRequests.Request;
import io.edgecoordinator.store.Store;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is said between this box and the cloud, of each shadow one thing at a time: a get, if the
 * cloud's is not known; then an update on condition that it is still as it was, or a deletion. What
 * the cloud is asked to become is on disk before it is asked, and asked for again until it is known
 * what came of it. Belongs to the event loop.
 */
final class Exchanges {

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int SERVER_FAILURE = 500;

  /** Conflicts in a row that are met without a rest. */
  private static final int QUICK_CONFLICTS = 2;

  private final ShadowService shadows;
  private final Store store;
  private final SyncLimits limits;
  private final LongSupplier clock;
  private final CloudRequests requests;
  private final Reconciliation reconciliation;
  private final SyncCounters counters;
  private final Consumer<SyncedShadow> done;

  /**
   * Creates it.
   *
   * @param done told when an exchange has ended, however it went
   */
  Exchanges(
      ShadowService shadows,
      Store store,
      SyncLimits limits,
      LongSupplier clock,
      CloudRequests requests,
      Consumer<SyncedShadow> done) {
    this.shadows = shadows;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.requests = requests;
    this.reconciliation =
        new Reconciliation(shadows, store, store.map("shadow-sync", SyncRecord.CODEC));
    this.counters = requests.counters();
    this.done = done;
  }

  Reconciliation reconciliation() {
    return reconciliation;
  }

  /** Begins what is to be said next of a shadow; says it is done at once if that is nothing. */
  void begin(SyncedShadow shadow) {
    if (!shadow.known) {
      shadow.heard = 0;
      send(requests.begin(shadow, ShadowOperation.GET));
    } else if (shadow.record.asked() || isBehind(shadow)) {
      ask(shadow);
    } else {
      shadow.changed = false;
      done.accept(shadow);
    }
  }

  private boolean isBehind(SyncedShadow shadow) {
    if (reconciliation.share(shadow)) {
      return false;
    }
    ShadowState here = shadows.find(shadow.name);
    return !ShadowDocument.same(
        shadow.record.baseDocument(), here == null ? null : here.document());
  }

  private void ask(SyncedShadow shadow) {
    if (!shadow.record.asked()) {
      ShadowState here = shadows.find(shadow.name);
      shadow.changed = false;
      reconciliation.save(shadow, shadow.record.asking(here == null ? null : here.json()));
    }
    Request request =
        requests.begin(
            shadow, shadow.record.sent() == null ? ShadowOperation.DELETE : ShadowOperation.UPDATE);
    store.whenSafe(failure -> {
      if (failure == null) {
        send(request);
      } else {
        lost(request, "it can't be remembered: " + failure);
      }
    });
  }

  private void send(Request request) {
    SyncedShadow shadow = request.shadow();
    ShadowWriter writer = new ShadowWriter();
    if (request.operation() == ShadowOperation.UPDATE) {
      SyncRecord record = shadow.record;
      update(writer, record);
      if (!isUnconditional(shadow)) {
        writer.number("version", record.version());
      }
    }
    Payload payload = Payload.of(writer.text("clientToken", request.token()).toBytes());
    requests.send(request, payload, why -> lost(request, why));
  }

  private static void update(ShadowWriter writer, SyncRecord record) {
    ShadowDocument patch =
        Patch.between(orEmpty(record.baseDocument()), orEmpty(record.sentDocument()), 0);
    writer.beginState(patch).end();
  }

  private static ShadowDocument orEmpty(@Nullable ShadowDocument document) {
    return document == null ? ShadowDocument.EMPTY : document;
  }

  /** The version of what is not there is 0, for those cloud sides that understand it. */
  private static boolean isUnconditional(SyncedShadow shadow) {
    return shadow.record.version() == 0 && shadow.zeroRefused;
  }

  /** Takes the answer to a request. */
  void answered(Request request, CloudMessage message) {
    if (!requests.end(request)) {
      return;
    }
    SyncedShadow shadow = request.shadow();
    boolean missing = !message.accepted() && message.code() == NOT_FOUND;
    if (request.operation() == ShadowOperation.GET && (message.accepted() || missing)) {
      got(shadow, missing ? null : message.document(), missing ? 0 : message.version());
    } else if (message.accepted() || (request.operation() == ShadowOperation.DELETE && missing)) {
      became(shadow, message.version());
    } else if (isConflict(shadow, request, message.code())) {
      conflicted(shadow);
    } else {
      refused(request, message);
    }
  }

  private void got(SyncedShadow shadow, @Nullable ShadowDocument cloud, long version) {
    shadow.known = shadow.heard <= version;
    shadow.heard = 0;
    shadow.zeroRefused &= cloud == null;
    if (shadow.ownDeletion && cloud == null) {
      reconciliation.save(shadow, SyncRecord.NONE);
    }
    shadow.ownDeletion &= !shadow.known;
    reconciliation.pulled(shadow, cloud, version, answer -> adopted(shadow, answer));
  }

  private void adopted(SyncedShadow shadow, @Nullable ShadowAnswer answer) {
    switch (answer) {
      case null -> shadow.succeeded();
      case ShadowAnswer.Accepted _ -> {
        counters.adopted++;
        shadow.succeeded();
      }
      case ShadowAnswer.Rejected(var why, _) -> {
        counters.refusals++;
        shadow.known = false;
        failed(shadow, why.code(), "rejected here: " + why.getMessage());
      }
    }
    done.accept(shadow);
  }

  /** The cloud's shadow became what it was asked to become. */
  private void became(SyncedShadow shadow, long version) {
    counters.sent++;
    shadow.succeeded();
    shadow.due = clock.getAsLong() + limits.intervalMillis();
    if (isUnconditional(shadow) && shadow.record.sent() != null) {
      shadow.known = false; // there may have been one after all
    } else {
      byte[] sent = shadow.record.sent();
      long now = sent == null ? 0 : version;
      reconciliation.save(shadow, SyncRecord.of(now, sent));
      shadow.changed = !reconciliation.share(shadow);
      shadow.known = shadow.heard <= now;
    }
    done.accept(shadow);
  }

  private static boolean isConflict(SyncedShadow shadow, Request request, int code) {
    return request.operation() == ShadowOperation.UPDATE
        && (code == CONFLICT
            || (code == BAD_REQUEST && shadow.record.version() == 0 && !shadow.zeroRefused));
  }

  /** The cloud's shadow is not as it was; or there is none, and version 0 does not say so. */
  private void conflicted(SyncedShadow shadow) {
    counters.conflicts++;
    shadow.zeroRefused = shadow.record.version() == 0;
    shadow.known = false;
    if (++shadow.failures > QUICK_CONFLICTS) {
      shadow.due = clock.getAsLong() + limits.rest(shadow.failures - QUICK_CONFLICTS);
    }
    done.accept(shadow);
  }

  private void refused(Request request, CloudMessage message) {
    SyncedShadow shadow = request.shadow();
    counters.refusals++;
    failed(shadow, message.code(), message.reason());
    if (shadow.stuck && request.operation() != ShadowOperation.GET) {
      reconciliation.save(shadow, shadow.record.refused());
      shadow.changed = true;
    }
    done.accept(shadow);
  }

  /** Ends a request that will not be answered, or was not sent. */
  void lost(Request request, String why) {
    if (requests.end(request)) {
      SyncedShadow shadow = request.shadow();
      counters.timeouts++;
      shadow.known = false;
      failed(shadow, SERVER_FAILURE, why);
      done.accept(shadow);
    }
  }

  private void failed(SyncedShadow shadow, int code, String why) {
    shadow.fault = why;
    shadow.failures++;
    if (code == 0 || code == TOO_MANY || code >= SERVER_FAILURE) {
      shadow.due = clock.getAsLong() + limits.rest(shadow.failures);
    } else {
      shadow.stuck = true;
    }
  }
}
