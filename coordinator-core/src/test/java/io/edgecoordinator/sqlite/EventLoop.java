package io.edgecoordinator.sqlite;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real event loop, and ways to wait for what happens on it. */
public final class EventLoop {

  private static final long SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  public final Context context = vertx.getOrCreateContext();

  /** Does something in one turn. */
  public <T> T get(Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return await(done);
  }

  /** Begins something in one turn and waits for it. */
  public <T> T await(Callable<Future<T>> action) throws Exception {
    return await(get(action).toCompletionStage().toCompletableFuture());
  }

  public static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until something is so. */
  public static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not become so within " + SECONDS + " s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  public void close() throws Exception {
    await(vertx.close().toCompletionStage().toCompletableFuture());
  }
}
