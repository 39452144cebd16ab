package io.edgecoordinator.cli;

import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and Ctrl-C: something is stopped in an orderly way, and the process ends with status 0.
 */
public final class StopSignal implements AutoCloseable {

  private final Thread hook;

  private StopSignal(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              System.out.flush();
              // The JVM would end with 143, as if it had been killed.
              Runtime.getRuntime().halt(0);
            },
            "stop");
  }

  /** Has something stopped when the process is told to end, until this is closed. */
  public static StopSignal stops(Runnable stop) {
    StopSignal signal = new StopSignal(stop);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Waits for the signal, and never returns. */
  public void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** From now on the process ends as it would without this. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // The hook runs; whatever stops now does so because of it.
    }
  }
}
