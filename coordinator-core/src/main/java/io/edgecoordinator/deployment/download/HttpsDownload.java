package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that comes from a web server. After a break or a restart only the rest is asked for, if
 * the server has parts to give. What another attempt may mend is attempted for ever, with pauses;
 * what it won't mend ends the download. Belongs to the event loop.
 */
final class HttpsDownload implements Download {

  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final Vertx vertx;
  private final WebAccess web;
  private final Install desired;
  private final Blocks blocks;
  private final long stallMillis;
  private final DownloadCounters counters;
  private final Promise<Void> done = Promise.promise();
  private @Nullable HttpClient client;
  private @Nullable HttpsAttempt attempt;
  private String trouble = "";
  private long pause = FIRST_PAUSE_MILLIS;
  private long timer = -1;
  private boolean ended;

  /**
   * Creates a download.
   *
   * @param blocks not open yet
   * @param stall how long the server may send nothing
   */
  HttpsDownload(
      Vertx vertx,
      WebAccess web,
      Install desired,
      Blocks blocks,
      Duration stall,
      DownloadCounters counters) {
    this.vertx = vertx;
    this.web = web;
    this.desired = desired;
    this.blocks = blocks;
    this.stallMillis = stall.toMillis();
    this.counters = counters;
  }

  @Override
  public Future<Void> start() {
    blocks
        .open(this::written, this::fail)
        .compose(_ -> web.client())
        .onSuccess(made -> {
          client = made;
          if (ended) {
            end();
          } else if (blocks.areComplete()) {
            written();
          } else {
            attempt(made);
          }
        })
        .onFailure(this::fail);
    return done.future();
  }

  private void attempt(HttpClient made) {
    HttpsAttempt begun = new HttpsAttempt(vertx, made, desired, blocks, stallMillis, counters);
    attempt = begun;
    begun
        .start()
        .onComplete(
            _ -> {
              if (blocks.nextMissing(0) < blocks.count()) {
                rest(made, begun, new IOException("it sent less than all"));
              }
            },
            failure -> {
              if (failure instanceof LastingFailure || isForgery(failure)) {
                fail(new IOException(place() + reason(failure), failure));
              } else {
                rest(made, begun, failure);
              }
            });
  }

  /** Attempts it again: soon if something has come, else after a pause that becomes longer. */
  private void rest(HttpClient made, HttpsAttempt last, Throwable why) {
    if (ended) {
      return;
    }
    counters.retries++;
    trouble = place() + reason(why);
    pause = last.taken() > 0 ? FIRST_PAUSE_MILLIS : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    blocks.checkpoint();
    // Many boxes that a server has lost at once shall not come back at once.
    long millis = ThreadLocalRandom.current().nextLong(pause / 2, pause) + 1;
    timer = vertx.setTimer(millis, _ -> attempt(made));
  }

  private static boolean isForgery(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException
          || each instanceof CertPathValidatorException
          || each instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }

  private String place() {
    return HttpsAttempt.shown(URI.create(desired.from())) + ": ";
  }

  private static String reason(Throwable failure) {
    if (isForgery(failure)) {
      return "its certificate is not good: " + deepest(failure);
    }
    return deepest(failure);
  }

  private static String deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private void written() {
    if (ended) {
      return;
    }
    trouble = "";
    if (blocks.areComplete()) {
      blocks.complete().onComplete(done);
      end();
    } else if (attempt != null) {
      attempt.roomy();
    }
  }

  private void fail(Throwable why) {
    if (done.tryFail(why)) {
      end();
    }
  }

  private void end() {
    ended = true;
    vertx.cancelTimer(timer);
    if (attempt != null) {
      attempt.end(new DownloadStopped());
    }
    if (client != null) {
      client.close();
    }
    blocks.close();
  }

  @Override
  public void stop() {
    fail(new DownloadStopped());
  }

  @Override
  public long received() {
    return blocks.received();
  }

  @Override
  public String trouble() {
    return trouble;
  }
}
