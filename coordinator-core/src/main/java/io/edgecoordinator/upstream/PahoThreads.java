package io.edgecoordinator.upstream;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives each piece of work a thread of its own, as the client does when it is left alone. But the
 * client interrupts only threads that it was given, and without an interrupt some of them wait for
 * ever after the end of a connection.
 */
final class PahoThreads extends AbstractExecutorService implements ScheduledExecutorService {

  private static final AtomicInteger running = new AtomicInteger();

  private final String name;

  PahoThreads(String name) {
    this.name = name;
  }

  /** Returns how many threads of all connections there are. */
  static int running() {
    return running.get();
  }

  @Override
  public void execute(Runnable work) {
    running.incrementAndGet();
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } finally {
            running.decrementAndGet();
          }
        });
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    throw notOffered();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    throw notOffered();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long delay, long period, TimeUnit unit) {
    throw notOffered();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long delay, long pause, TimeUnit unit) {
    throw notOffered();
  }

  private static UnsupportedOperationException notOffered() {
    return new UnsupportedOperationException("the client's timers are not used");
  }
}
