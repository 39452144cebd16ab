package io.edgecoordinator;

import io.edgecoordinator.access.Access;
import io.edgecoordinator.tls.ServerTls;
import io.vertx.core.Vertx;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Has policy and certificates read again when their files change. Belongs to the event loop. */
final class Reloads {

  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Access access;
  private final Iterable<ServerTls> certificates;
  private final Runnable policyChanged;
  private long timer;
  private boolean looking;

  /**
   * @param policyChanged called on the event loop when another policy is in force
   */
  Reloads(
      Vertx vertx,
      Access access,
      @Nullable ServerTls mqtt,
      @Nullable ServerTls http,
      Runnable policyChanged) {
    this.vertx = vertx;
    this.access = access;
    this.certificates = Stream.of(mqtt, http).filter(ServerTls.class::isInstance).toList();
    this.policyChanged = policyChanged;
  }

  void start() {
    timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(() -> {
          certificates.forEach(ServerTls::reloadIfChanged);
          return access.reloadIfChanged();
        })
        .onSuccess(changed -> {
          if (changed) {
            policyChanged.run();
          }
        })
        .onComplete(_ -> looking = false);
  }
}
