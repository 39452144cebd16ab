package io.edgecoordinator.upstream;

import io.edgecoordinator.tls.BrokerTls;
import io.vertx.core.Vertx;

/** Looks every second whether the files of a link's TLS have changed. Belongs to the event loop. */
final class CertificateWatch {

  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final BrokerTls tls;
  private final Runnable changed;
  private final long timer;
  private boolean looking;

  /**
   * Begins to look.
   *
   * @param changed called when other certificates are in use
   */
  CertificateWatch(Vertx vertx, BrokerTls tls, Runnable changed) {
    this.vertx = vertx;
    this.tls = tls;
    this.changed = changed;
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
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
        .executeBlocking(tls::reloadIfChanged)
        .onSuccess(other -> {
          if (other) {
            changed.run();
          }
        })
        .onComplete(_ -> looking = false);
  }
}
