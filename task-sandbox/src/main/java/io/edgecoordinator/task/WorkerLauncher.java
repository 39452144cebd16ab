package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.containment.Cell;
import io.edgecoordinator.task.containment.CellLimits;
import io.edgecoordinator.task.containment.Containment;
import io.edgecoordinator.task.wire.ExitStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers, and brings each together with its connection when it calls back. Belongs to the
 * event loop.
 */
final class WorkerLauncher {

  private static final Logger log = LoggerFactory.getLogger(WorkerLauncher.class);

  /** Bytes of stack of a thread that writes what a worker prints to the log. */
  private static final long OUTPUT_STACK = 256 << 10;

  /** Bytes of stack of a thread that starts a language in this process. */
  private static final long LANGUAGE_STACK = 2 << 20;

  private static final File NOTHING = new File("/dev/null");

  /** Longest pause before a worker is started again after failed starts. */
  private static final long MAX_PAUSE_MILLIS = 10_000;

  private static final int CELL_THREADS = 512;

  /** Any will do to see whether a worker starts. */
  private static final WorkerPlan TRIAL = new WorkerPlan(TaskRuntime.JS, 64L << 20, 1);

  private final Vertx vertx;
  private final Context loop;
  private final WorkerCommand command;
  private final Promise<Void> allGone = Promise.promise();
  private final Map<String, WorkerProcess> expected = new HashMap<>();
  private @Nullable SocketFolder folder;
  private @Nullable NetServer server;
  private @Nullable Containment containment;
  private boolean closed;
  private int running;
  private int failedStarts;
  private long started;

  WorkerLauncher(Context loop, WorkerCommand command) {
    this.vertx = loop.owner();
    this.loop = loop;
    this.command = command;
  }

  /** Opens the socket for the workers. */
  Future<Void> open() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return vertx
        .executeBlocking(() -> {
          SocketFolder.removeLeftovers(temporary);
          return SocketFolder.create(temporary);
        })
        .onSuccess(created -> folder = created)
        .compose(_ -> vertx.executeBlocking(() -> probe(command, folder().socket())))
        .onSuccess(probed -> {
          containment = probed;
          log.info("{}", command.runtime().describe());
          log.info("{}", probed.summary());
        })
        .compose(_ -> {
          server = vertx.createNetServer().connectHandler(this::connected);
          return server.listen(SocketAddress.domainSocketAddress(folder().socket().toString()));
        })
        .mapEmpty();
  }

  /** Finds out what contains workers on this box. */
  static Containment probe(WorkerCommand command, Path socket) {
    return Containment.probe(command.arguments(socket, "trial", TRIAL));
  }

  private Containment containment() {
    if (containment == null) {
      throw new IllegalStateException("not started");
    }
    return containment;
  }

  private static CellLimits limitsOf(WorkerPlan plan) {
    int processors = Runtime.getRuntime().availableProcessors();
    long room = Footprint.of(plan.runtime()).room();
    return new CellLimits(plan.memory() + room, 100 * processors, CELL_THREADS);
  }

  private SocketFolder folder() {
    if (folder == null) {
      throw new IllegalStateException("not started");
    }
    return folder;
  }

  /** Starts a worker, after a pause if starts have failed. */
  void launch(WorkerProcess worker, WorkerUse use) {
    String token = UUID.randomUUID().toString();
    expected.put(token, worker);
    long pause =
        failedStarts == 0 ? 0 : Math.min(100L << Math.min(failedStarts, 10), MAX_PAUSE_MILLIS);
    if (pause == 0) {
      start(worker, use, token);
    } else {
      log.warn("{} workers failed to start; the next starts in {} ms", failedStarts, pause);
      vertx.setTimer(pause, _ -> start(worker, use, token));
    }
  }

  private void start(WorkerProcess worker, WorkerUse use, String token) {
    if (closed) {
      return;
    }
    running++;
    started++;
    // Not a virtual one: waiting for a pipe would hold on to its carrier, of which there are few.
    Thread.ofPlatform()
        .daemon()
        .stackSize(use.inProcess() ? LANGUAGE_STACK : OUTPUT_STACK)
        .name("worker " + worker.name())
        .start(() -> {
          String ending = "its thread broke"; // said if nothing else can be
          try {
            ending = use.inProcess() ? runInProcess(worker, token) : runToItsEnd(worker, token);
          } finally {
            // Whatever happened: who waits for the last worker to be gone would wait for ever.
            String said = ending;
            loop.runOnContext(_ -> gone(worker, said));
          }
        });
  }

  private void gone(WorkerProcess worker, String ending) {
    worker.ended(new Ending(null, ending));
    if (--running == 0 && closed) {
      allGone.tryComplete();
    }
  }

  private String runToItsEnd(WorkerProcess worker, String token) {
    ProcessBuilder builder =
        new ProcessBuilder(
                command
                    .of(worker.plan().runtime())
                    .arguments(folder().socket(), token, worker.plan()))
            .directory(folder().path().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("HOME", folder().path().toString());
    // Each thread would have its own otherwise, of up to 64 MB.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    // The files that say so are not there to be read in every cell.
    builder.environment().put("TZ", ZoneId.systemDefault().getId());
    Cell cell = containment().open(worker.name(), limitsOf(worker.plan()));
    try {
      Process process = builder.command(cell.around(builder.command())).start();
      loop.runOnContext(_ -> worker.started(new ContainedWorker(process, cell)));
      WorkerOutput.log(worker.name(), process.getInputStream());
      int status = process.waitFor();
      Optional<String> broken = cell.ended(status);
      if (broken.isPresent()) {
        return "it was ended by the kernel for its " + broken.get();
      }
      return status == ExitStatus.OUT_OF_MEMORY
          ? "it ran out of memory"
          : "it ended with status " + status;
    } catch (IOException impossible) {
      return "it could not be started: " + impossible.getMessage();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "it is no longer watched";
    }
  }

  private String runInProcess(WorkerProcess worker, String token) {
    try {
      InProcessWorker inside =
          InProcessWorker.start(
              command.of(worker.plan().runtime()), folder().socket(), token, worker.plan());
      loop.runOnContext(_ -> worker.started(inside));
      inside.awaitEnd();
      return "it ended";
    } catch (InvocationTargetException failed) {
      return "it could not be started: " + failed.getCause();
    } catch (ReflectiveOperationException | IOException impossible) {
      return "it could not be started: " + impossible;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "it is no longer watched";
    }
  }

  private void connected(NetSocket socket) {
    WorkerHello.read(
        socket,
        token -> {
          WorkerProcess worker = expected.remove(token);
          if (worker == null) {
            socket.close();
          } else {
            failedStarts = 0;
            worker.connected(socket);
          }
        });
  }

  /**
   * Takes note that a worker has ended.
   *
   * @param wanted whether it was ended because nobody needs it
   */
  void ended(WorkerProcess worker, boolean wanted) {
    if (expected.values().remove(worker) && !wanted) {
      failedStarts++;
    }
  }

  /** Returns how many workers were started. */
  long started() {
    return started;
  }

  /** Waits until all workers have ended, and closes the socket. */
  Future<Void> close() {
    closed = true;
    if (running == 0) {
      allGone.tryComplete();
    }
    return allGone
        .future()
        .compose(_ -> server == null ? Future.succeededFuture() : server.close())
        .eventually(() -> vertx.executeBlocking(this::deleteFolder));
  }

  private @Nullable Void deleteFolder() throws IOException {
    if (folder != null) {
      folder.delete();
    }
    if (containment != null) {
      containment.close();
    }
    return null;
  }
}
