package io.edgecoordinator.deployment.download;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real event loop, and ways to wait for what happens on it. */
final class Loop implements AutoCloseable {

  private static final long SECONDS = 20;

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Context context = vertx.getOrCreateContext();

  /** Does something in one turn. */
  <T> T get(Callable<T> action) throws Exception {
    return await(() -> Future.succeededFuture(action.call()));
  }

  /** Begins something in one turn and waits for it. */
  <T> T await(Callable<Future<T>> action) throws Exception {
    return begin(action).get(SECONDS, TimeUnit.SECONDS);
  }

  /** Begins something in one turn. */
  <T> CompletableFuture<T> begin(Callable<Future<T>> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        action.call().onComplete(done);
      } catch (Exception failure) {
        done.fail(failure);
      }
    });
    return done.future().toCompletionStage().toCompletableFuture();
  }

  /** Waits until something is so, looking from the event loop. */
  void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!get(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not become so within " + SECONDS + " s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    vertx.close().timeout(SECONDS, TimeUnit.SECONDS).await();
  }
}
