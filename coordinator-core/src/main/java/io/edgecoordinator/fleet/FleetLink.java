package io.edgecoordinator.fleet;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamLink;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A command's link to the broker, with an event loop of its own. Used by the command's thread. */
public final class FleetLink implements AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final UpstreamLink link;

  private FleetLink(Configuration.Upstream settings) {
    link = new UpstreamLink(loop, settings, Clock.systemUTC());
  }

  /**
   * Connects.
   *
   * @throws IOException if it does not succeed in time; says why
   */
  public static FleetLink open(Configuration.Upstream settings, Duration patience)
      throws IOException {
    FleetLink opened = new FleetLink(settings);
    CompletableFuture<Void> connected = new CompletableFuture<>();
    try {
      opened.get(() -> {
        opened.link.listen(
            new UpstreamListener() {
              @Override
              public void connected() {
                connected.complete(null);
              }
            });
        opened.link.start();
        return null;
      });
      connected.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return opened;
    } catch (TimeoutException tooLong) {
      String reason = opened.<String>get(() -> String.valueOf(opened.link.status().lastFailure()));
      opened.close();
      throw new IOException("cannot connect to " + settings.url() + ": " + reason, tooLong);
    } catch (ExecutionException | InterruptedException ended) {
      opened.close();
      throw new IOException("cannot connect to " + settings.url(), ended);
    }
  }

  /** Returns the link, which belongs to the event loop. */
  public Upstream upstream() {
    return link;
  }

  /** Returns what makes timers. */
  public Vertx vertx() {
    return vertx;
  }

  /** Does something on the event loop, and waits until it is done. */
  public <T> T get(Supplier<T> action) {
    return begin(() -> Future.succeededFuture(action.get())).join();
  }

  /** Begins something on the event loop. */
  public <T> CompletableFuture<T> begin(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        action.get().onComplete(done);
      } catch (RuntimeException broken) {
        done.tryFail(broken);
      }
    });
    return done.future().toCompletionStage().toCompletableFuture();
  }

  @Override
  public void close() {
    try {
      begin(link::stop).get(CLOSE_SECONDS, TimeUnit.SECONDS);
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException hangs) {
      // The process ends with the command, and the link with it.
    }
  }
}
