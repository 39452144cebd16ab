package io.edgecoordinator.task;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * A worker inside the coordinator's own process: the same code, behind the same socket, in a class
 * loader of its own, so that the coordinator has no guest language where no task asks for this. It
 * is no security boundary, and code in it that can't be interrupted goes on until the coordinator
 * ends.
 */
final class InProcessWorker implements WorkerHost {

  private static final String WORKER = "io.edgecoordinator.task.worker.WorkerMain";

  private final Runnable hangUp;
  private final CountDownLatch over;

  private InProcessWorker(Runnable hangUp, CountDownLatch over) {
    this.hangUp = hangUp;
    this.over = over;
  }

  /** Starts a worker; takes about as long as to start a process. */
  static InProcessWorker start(WorkerCommand command, Path socket, String token, WorkerPlan plan)
      throws IOException, ReflectiveOperationException {
    // Never closed: its threads load classes as long as they run.
    @SuppressWarnings("resource")
    ClassLoader loader =
        new URLClassLoader(
            "worker", urls(command.classPath()), ClassLoader.getPlatformClassLoader());
    CountDownLatch over = new CountDownLatch(1);
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(loader);
    try {
      String language = plan.runtime().name().toLowerCase(Locale.ROOT);
      Object hangUp =
          Class.forName(WORKER, true, loader)
              .getMethod("startInside", String[].class, Runnable.class)
              .invoke(
                  null,
                  new String[] {socket.toString(), token, language},
                  (Runnable) over::countDown);
      return new InProcessWorker((Runnable) hangUp, over);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private static URL[] urls(String classPath) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** Waits until it has hung up. */
  void awaitEnd() throws InterruptedException {
    over.await();
  }

  @Override
  public void connected() {
    // There is nothing around it.
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public void end() {
    hangUp.run();
  }

  @Override
  public boolean isProcess() {
    return false;
  }
}
