package io.edgecoordinator.deployment;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A download, and the eye on whether it gets on. Belongs to the event loop. */
final class Fetching {

  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Install install;
  private final Download download;
  private final Duration patience;
  private final BooleanSupplier linkIsUp;
  private final Promise<Void> done = Promise.promise();
  private long timer;
  private long received;
  private long stalledMillis;

  /**
   * @param patience how long nothing may come while the link is up
   * @param linkIsUp whether blocks could come
   */
  Fetching(
      Vertx vertx,
      Downloads downloads,
      Install install,
      Path file,
      Duration patience,
      BooleanSupplier linkIsUp) {
    this.vertx = vertx;
    this.install = install;
    this.download = downloads.of(install, file);
    this.patience = patience;
    this.linkIsUp = linkIsUp;
  }

  /** Begins. Fails with a {@link StepFailedException} if it can't be done. */
  Future<Void> start() {
    timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    download
        .start()
        .onComplete(
            done::tryComplete,
            failure -> done.tryFail(new StepFailedException(String.valueOf(failure.getMessage()))));
    return done.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /** Ends it; what has come stays. */
  void stop() {
    vertx.cancelTimer(timer);
    download.stop();
  }

  /** Returns how much has come, in percent. */
  int percent() {
    return Math.clamp(download.received() * 100 / install.size(), 0, 100);
  }

  private void look() {
    if (download.received() != received || !isUp()) {
      received = download.received();
      stalledMillis = 0;
      return;
    }
    stalledMillis += LOOK_MILLIS;
    if (stalledMillis >= patience.toMillis()) {
      done.tryFail(
          new StepFailedException(
              "nothing of the bundle came for %d s, %d of %d bytes are here%s"
                  .formatted(patience.toSeconds(), received, install.size(), trouble())));
      stop();
    }
  }

  private String trouble() {
    return download.trouble().isEmpty() ? "" : ": " + download.trouble();
  }

  private boolean isUp() {
    return !install.from().equals(DesiredDeployment.MQTT) || linkIsUp.getAsBoolean();
  }
}
