package io.edgecoordinator.task;

import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.containment.Cell;
import io.edgecoordinator.task.containment.CellLimits;
import io.edgecoordinator.task.containment.Containment;
import io.edgecoordinator.task.containment.Measure;
import io.edgecoordinator.task.selection.Availability;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out execution environments, and starts, watches and ends the worker processes they are in:
 * one for each language, one for each task that wants its own, and a spare that stands ready to
 * replace one that ends.
 *
 * <p>Belongs to one event loop: all its methods are called there.
 */
public final class ResourceManager implements Urgency {

  private static final Logger log = LoggerFactory.getLogger(ResourceManager.class);

  /** Milliseconds between two looks at what takes too long. */
  private static final long CHECK_MILLIS = 50;

  /**
   * Milliseconds until a spare is started, so that it does not compete with what it is to spare.
   */
  private static final long SPARE_DELAY_MILLIS = 2_000;

  /** Bytes of stack of a thread that writes what a worker prints to the log. */
  private static final long OUTPUT_STACK = 128 << 10;

  /** Status of a JVM that was started with ExitOnOutOfMemoryError and did. */
  private static final int OUT_OF_MEMORY = 3;

  private static final File NOTHING = new File("/dev/null");

  /** Longest pause before a worker is started again after failed starts. */
  private static final long MAX_PAUSE_MILLIS = 10_000;

  /** What the kernel lets a worker use: several times what one without leaks does. */
  private static final CellLimits CELL = cell(384L << 20);

  /** Python itself takes some 390 MB once much of it is compiled. */
  private static final CellLimits PYTHON_CELL = cell(768L << 20);

  private final Vertx vertx;
  private final Context loop;
  private final WorkerCommand command;
  private final ResourceLimits limits;
  private final Availability availability =
      Availability.of(Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE);
  private final Promise<Void> allGone = Promise.promise();
  private final Map<String, WorkerProcess> expected = new HashMap<>();
  private final Map<String, WorkerProcess> inUse = new LinkedHashMap<>();
  private @Nullable WorkerProcess spare;
  private @Nullable Path directory;
  private @Nullable NetServer server;
  private @Nullable Containment containment;
  private boolean closed;
  private int running;
  private int lastWorker;
  private int failedStarts;

  /**
   * Creates a manager; {@link #start} makes it ready.
   *
   * @param loop the event loop it belongs to
   * @param command how workers are started
   */
  public ResourceManager(Vertx vertx, Context loop, WorkerCommand command, ResourceLimits limits) {
    this.vertx = vertx;
    this.loop = loop;
    this.command = command;
    this.limits = limits;
  }

  /** Opens the socket for the workers and starts the first of them. */
  public Future<Void> start() {
    try {
      // Readable for this user alone, so nobody else can connect.
      directory = Files.createTempDirectory("coordinator-");
    } catch (IOException noTemporaryFolder) {
      return Future.failedFuture(noTemporaryFolder);
    }
    server = vertx.createNetServer().connectHandler(this::connected);
    log.info("{}", command.runtime().describe());
    vertx.setPeriodic(CHECK_MILLIS, _ -> check());
    return server
        .listen(SocketAddress.domainSocketAddress(socketPath().toString()))
        .compose(_ -> vertx.executeBlocking(this::probe))
        .onSuccess(probed -> {
          containment = probed;
          log.info("{}", probed.summary());
          spare = launch(TaskRuntime.JS);
        })
        .mapEmpty();
  }

  private Containment probe() {
    return Containment.probe(command.arguments(socketPath(), "trial", TaskRuntime.JS));
  }

  /**
   * Returns what would contain workers on this box. Waits for short-lived processes.
   *
   * @param command how workers are started
   */
  public static List<Measure> containment(WorkerCommand command) {
    Containment containment =
        Containment.probe(command.arguments(Path.of("workers.sock"), "trial", TaskRuntime.JS));
    try {
      return containment.inForce();
    } finally {
      containment.close();
    }
  }

  /** Returns what contains the workers; there is none before {@link #start} is done. */
  private Containment containment() {
    if (containment == null) {
      throw new IllegalStateException("not started");
    }
    return containment;
  }

  private static CellLimits cell(long memory) {
    return new CellLimits(memory, 100 * Runtime.getRuntime().availableProcessors(), 512);
  }

  private Path socketPath() {
    return directory().resolve("workers.sock");
  }

  private Path directory() {
    if (directory == null) {
      throw new IllegalStateException("not started");
    }
    return directory;
  }

  /** Makes an environment for a task. Its owner hears when it is ready, or why it can't be. */
  ExecutionEnvironment create(TaskDefinition task, ExecutionEnvironment.Owner owner) {
    return worker(useOf(task), task.runtime()).define(task, owner);
  }

  /** Returns what the box can bear now. */
  Availability available() {
    return availability;
  }

  @Override
  public void urgent(boolean areThere) {
    // Nobody makes room yet.
  }

  /** Returns the bounds in force. */
  ResourceLimits limits() {
    return limits;
  }

  /** Returns the workers there are. */
  public List<WorkerStatus> workers() {
    List<WorkerStatus> workers = new ArrayList<>();
    inUse.forEach((use, worker) ->
        workers.add(new WorkerStatus(worker.name(), worker.pid(), use, worker.environments())));
    if (spare != null) {
      workers.add(new WorkerStatus(spare.name(), spare.pid(), "spare", 0));
    }
    return workers;
  }

  /** Ends all workers at once. */
  public Future<Void> close() {
    closed = true;
    Ending stop = new Ending(null, "the coordinator stops", true);
    if (spare != null) {
      spare.kill(stop);
    }
    List.copyOf(inUse.values()).forEach(worker -> worker.kill(stop));
    if (running == 0) {
      allGone.tryComplete();
    }
    return allGone
        .future()
        .compose(_ -> server == null ? Future.succeededFuture() : server.close())
        .eventually(() -> vertx.executeBlocking(this::deleteDirectory));
  }

  private @Nullable Void deleteDirectory() throws IOException {
    if (directory != null) {
      Files.deleteIfExists(socketPath());
      Files.deleteIfExists(directory);
    }
    if (containment != null) {
      containment.close();
    }
    return null;
  }

  private static String useOf(TaskDefinition task) {
    return switch (task.placement().isolation()) {
      case SHARED -> task.runtime().name().toLowerCase(Locale.ROOT);
      case PROCESS -> "task " + task.name();
      case CONTEXT ->
          throw new IllegalArgumentException(
              "task " + task.name() + ": isolation context is not available");
    };
  }

  private WorkerProcess worker(String use, TaskRuntime runtime) {
    WorkerProcess worker = inUse.get(use);
    if (worker == null) {
      // The spare is for JavaScript.
      WorkerProcess ready = runtime == TaskRuntime.JS ? spare : null;
      worker = ready == null ? launch(runtime) : ready;
      if (ready != null) {
        spare = null;
      }
      inUse.put(use, worker);
      if (limits.spare()) {
        vertx.setTimer(SPARE_DELAY_MILLIS, _ -> provideSpare());
      }
    }
    return worker;
  }

  private void provideSpare() {
    if (spare == null && !closed) {
      spare = launch(TaskRuntime.JS);
    }
  }

  private WorkerProcess launch(TaskRuntime runtime) {
    String token = UUID.randomUUID().toString();
    WorkerProcess worker = new WorkerProcess(Integer.toString(++lastWorker), loop, this::ended);
    expected.put(token, worker);
    long pause =
        failedStarts == 0 ? 0 : Math.min(100L << Math.min(failedStarts, 10), MAX_PAUSE_MILLIS);
    if (pause == 0) {
      startProcess(worker, token, runtime);
    } else {
      log.warn("{} workers failed to start; the next starts in {} ms", failedStarts, pause);
      vertx.setTimer(pause, _ -> startProcess(worker, token, runtime));
    }
    return worker;
  }

  private void startProcess(WorkerProcess worker, String token, TaskRuntime runtime) {
    if (closed) {
      return;
    }
    ProcessBuilder builder =
        new ProcessBuilder(command.of(runtime).arguments(socketPath(), token, runtime))
            .directory(directory().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("HOME", directory().toString());
    // The files that say so are not there to be read in every cell.
    builder.environment().put("TZ", ZoneId.systemDefault().getId());
    running++;
    // Not a virtual one: waiting for a pipe would hold on to its carrier, of which there are few.
    Thread.ofPlatform()
        .daemon()
        .stackSize(OUTPUT_STACK)
        .name("worker " + worker.name())
        .start(() -> {
          String ending = runToItsEnd(worker, builder, runtime);
          loop.runOnContext(_ -> gone(worker, ending));
        });
  }

  private void gone(WorkerProcess worker, String ending) {
    worker.ended(new Ending(null, ending));
    if (--running == 0 && closed) {
      allGone.tryComplete();
    }
  }

  private String runToItsEnd(WorkerProcess worker, ProcessBuilder builder, TaskRuntime runtime) {
    Cell cell =
        containment().open(worker.name(), runtime == TaskRuntime.PYTHON ? PYTHON_CELL : CELL);
    try {
      Process process = builder.command(cell.around(builder.command())).start();
      loop.runOnContext(_ -> worker.started(process, cell));
      WorkerOutput.log(worker.name(), process.getInputStream());
      int status = process.waitFor();
      Optional<String> broken = cell.ended(status);
      if (broken.isPresent()) {
        return "it was ended by the kernel for its " + broken.get();
      }
      return status == OUT_OF_MEMORY ? "it ran out of memory" : "it ended with status " + status;
    } catch (IOException impossible) {
      return "it could not be started: " + impossible.getMessage();
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

  private void ended(WorkerProcess worker, Ending ending) {
    if (!closed) {
      log.warn("worker {} is gone: {}", worker.name(), ending.message());
    }
    if (expected.values().remove(worker)) {
      failedStarts++;
    }
    inUse.values().remove(worker);
    if (spare == worker) {
      spare = null;
      if (!closed) {
        vertx.setTimer(SPARE_DELAY_MILLIS, _ -> provideSpare());
      }
    }
  }

  private void check() {
    long now = System.nanoTime();
    for (WorkerProcess worker : List.copyOf(inUse.values())) {
      worker.check(now, limits.loading(), limits.grace());
    }
  }
}
