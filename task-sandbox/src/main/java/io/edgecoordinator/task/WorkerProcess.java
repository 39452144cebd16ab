package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.TaskResult.Reason;
import io.edgecoordinator.task.containment.Cell;
import io.edgecoordinator.task.wire.FrameAssembler;
import io.edgecoordinator.task.wire.FrameReader;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;
import io.edgecoordinator.task.wire.MalformedFrameException;
import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.wire.RequestKind;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker process as the coordinator sees it: the frames to and from it, and the environments in
 * it. Frames written during one turn of the event loop leave in one write.
 *
 * <p>Belongs to the event loop. Frames may be written before the process has called back; they
 * wait.
 */
final class WorkerProcess {

  /** Milliseconds a process may take to end after it hung up; its status says more than that. */
  private static final long EXIT_MILLIS = 200;

  private static final char DIVIDER = '\0';

  private final String name;
  private final Context loop;
  private final BiConsumer<WorkerProcess, Ending> onEnd;
  private final FrameWriter outgoing = new FrameWriter();
  private final Map<Integer, ExecutionEnvironment> environments = new HashMap<>();
  private final IdentityHashMap<BundleFiles, Integer> knownFiles = new IdentityHashMap<>();
  private final Map<String, TaskLogger> loggers = new HashMap<>();
  private @Nullable Process process;
  private @Nullable Cell cell;
  private long pid;
  private @Nullable NetSocket socket;
  private Heap heap = new Heap(0, 0);
  private boolean flushScheduled;
  private boolean ended;
  private int lastEnvironment;

  /**
   * Creates the worker's side here; {@link #started} and {@link #connected} follow.
   *
   * @param onEnd told once, when the process or its connection is gone, and why
   */
  WorkerProcess(String name, Context loop, BiConsumer<WorkerProcess, Ending> onEnd) {
    this.name = name;
    this.loop = loop;
    this.onEnd = onEnd;
  }

  String name() {
    return name;
  }

  /**
   * What a worker says of its heap.
   *
   * @param live bytes that were in use after the last collection
   * @param most bytes there may be
   */
  record Heap(long live, long most) {}

  Heap heap() {
    return heap;
  }

  int environments() {
    return environments.size();
  }

  /** Returns the process id, or 0 until the process has called back. */
  long pid() {
    return pid;
  }

  void started(Process newProcess, Cell newCell) {
    process = newProcess;
    cell = newCell;
    if (ended) {
      newProcess.destroyForcibly();
    }
  }

  void connected(NetSocket newSocket) {
    socket = newSocket;
    if (process != null && cell != null) {
      cell.connected();
      pid = Cell.pid(process);
    }
    FrameAssembler assembler = new FrameAssembler(this::frame);
    newSocket.handler(bytes -> read(assembler, bytes));
    newSocket.closeHandler(
        _ -> loop.owner().setTimer(EXIT_MILLIS, _ -> kill(new Ending(null, "it hung up"))));
    flush();
  }

  /** Makes an environment; its owner hears when it is ready. */
  ExecutionEnvironment define(TaskDefinition task, ExecutionEnvironment.Owner owner) {
    ExecutionEnvironment environment =
        new ExecutionEnvironment(++lastEnvironment, task, this, owner, System.nanoTime());
    environments.put(environment.id(), environment);
    int files = knownFiles.computeIfAbsent(task.files(), this::sendFiles);
    outgoing
        .begin(FrameType.DEFINE)
        .putInt(environment.id())
        .putInt(files)
        .putText(task.name())
        .putText(task.handler().file())
        .putText(task.handler().function())
        .putByte(task.placement().fresh() ? 1 : 0)
        .putLong(task.limits().timeout().toMillis())
        .putLong(task.limits().memory())
        .putInt(task.limits().quotas().processor())
        .putLong(task.limits().quotas().output())
        .putLong(task.limits().quotas().events())
        .putLong(task.limits().quotas().log())
        .putInt(task.environment().size());
    task.environment().forEach((key, value) -> outgoing.putText(key).putText(value));
    outgoing.end();
    flushSoon();
    return environment;
  }

  private int sendFiles(BundleFiles files) {
    int id = knownFiles.size() + 1;
    outgoing.begin(FrameType.FILES).putInt(id).putInt(files.contents().size());
    files.contents().forEach((path, content) -> outgoing.putText(path).putBytes(content));
    outgoing.end();
    return id;
  }

  void call(ExecutionEnvironment environment, TaskCall call) {
    outgoing
        .begin(FrameType.CALL)
        .putInt(environment.id())
        .putLong(call.id())
        .putLong(call.delivery().deadline())
        .putText(about(call))
        .putBytes(call.event().payload().bytes())
        .end();
    flushSoon();
  }

  private static String about(TaskCall call) {
    Event event = call.event();
    StringBuilder about = new StringBuilder(80);
    about.append(call.attempt()).append(DIVIDER).append(event.idText());
    about.append(DIVIDER);
    if (call.delivery().ask() != null) {
      about.append(call.delivery().execution());
    }
    about.append(DIVIDER).append(event.topic()).append(DIVIDER);
    if (event.device() != null) {
      about.append(event.device());
    }
    call.delivery()
        .captures()
        .forEach((name, value) -> about.append(DIVIDER).append(name).append(DIVIDER).append(value));
    return about.toString();
  }

  void end(ExecutionEnvironment environment) {
    outgoing.begin(FrameType.END).putInt(environment.id()).end();
    flushSoon();
  }

  void forget(ExecutionEnvironment environment) {
    environments.remove(environment.id());
  }

  private void flushSoon() {
    if (!flushScheduled && socket != null) {
      flushScheduled = true;
      loop.runOnContext(_ -> flush());
    }
  }

  private void flush() {
    flushScheduled = false;
    if (socket != null && outgoing.size() > 0) {
      socket.write(Buffer.buffer(outgoing.take()));
    }
  }

  private void read(FrameAssembler assembler, Buffer bytes) {
    if (ended) {
      return;
    }
    try {
      assembler.feed(ByteBuffer.wrap(bytes.getBytes()));
    } catch (MalformedFrameException broken) {
      kill(new Ending(null, "it sent something that is no frame: " + broken.getMessage()));
    }
  }

  private void frame(FrameType type, FrameReader reader) {
    int id = reader.readInt();
    if (type == FrameType.STATUS) {
      heap = new Heap(reader.readLong(), reader.readLong());
      return;
    }
    ExecutionEnvironment environment = environments.get(id);
    if (environment == null) {
      return;
    }
    switch (type) {
      case DEFINED -> environment.defined();
      case UNDEFINABLE -> {
        environments.remove(id);
        String task = environment.task().name();
        environment.undefinable(
            new TaskFault(
                task, reader.readText(), reader.readInt(), reader.readInt(), reader.readText()));
      }
      case RESULT -> result(environment, reader);
      case LOG ->
          loggers
              .computeIfAbsent(environment.task().name(), TaskLogger::new)
              .line(reader.readByte(), reader.readText());
      case REQUEST -> request(environment, reader);
      case HELLO, FILES, DEFINE, CALL, END, REPLY, STATUS ->
          kill(new Ending(null, "it sent a " + type + ", which only the coordinator may"));
    }
  }

  private void request(ExecutionEnvironment environment, FrameReader reader) {
    long call = reader.readLong();
    int id = reader.readInt();
    HostRequest request =
        new HostRequest(
            RequestKind.of(reader.readByte()), reader.readText(), reader.readOptionalBytes());
    environment.requested(call, request, reply -> reply(environment, id, reply));
  }

  private void reply(ExecutionEnvironment environment, int request, HostRequest.Reply reply) {
    if (ended) {
      return;
    }
    outgoing.begin(FrameType.REPLY).putInt(environment.id()).putInt(request);
    switch (reply) {
      case HostRequest.Done done ->
          outgoing.putByte(1).putLong(done.number()).putBytes(done.content());
      case HostRequest.Refused refused -> outgoing.putByte(0).putText(refused.message());
    }
    outgoing.end();
    flushSoon();
  }

  private void result(ExecutionEnvironment environment, FrameReader reader) {
    long call = reader.readLong();
    Duration took = Duration.ofNanos(reader.readInt() * 1000L);
    TaskResult result =
        switch (Outcome.of(reader.readByte())) {
          case COMPLETED -> completed(reader, took);
          case THREW -> failed(Reason.THREW, reader, took);
          case TIMED_OUT -> failed(Reason.TIMED_OUT, reader, took);
          case INVALID_RESULT -> failed(Reason.INVALID_RESULT, reader, took);
          case OUTPUT_TOO_LARGE -> failed(Reason.OUTPUT_TOO_LARGE, reader, took);
          case OUT_OF_MEMORY -> failed(Reason.OUT_OF_MEMORY, reader, took);
          case TOO_MUCH_PROCESSOR -> failed(Reason.TOO_MUCH_PROCESSOR, reader, took);
          case TOO_MANY_EVENTS -> failed(Reason.TOO_MANY_EVENTS, reader, took);
        };
    if (!environment.result(call, result, System.nanoTime())) {
      kill(new Ending(null, "it answered a call that it was not running"));
    }
  }

  private static TaskResult failed(Reason reason, FrameReader reader, Duration took) {
    return new TaskResult.Failed(reason, reader.readText(), reader.readText(), took);
  }

  private static TaskResult completed(FrameReader reader, Duration took) {
    String topic = reader.readOptionalText();
    byte[] returned = reader.readOptionalBytes();
    int count = reader.readInt();
    List<TaskResult.Publication> published = count == 0 ? List.of() : new ArrayList<>();
    for (; count > 0; count--) {
      published.add(new TaskResult.Publication(reader.readText(), Payload.of(reader.readBytes())));
    }
    return new TaskResult.Completed(
        topic,
        returned == null ? null : Payload.of(returned),
        published,
        stateChanges(reader),
        took);
  }

  private static StateChanges stateChanges(FrameReader reader) {
    int readCount = reader.readInt();
    Map<String, Long> reads = readCount == 0 ? Map.of() : new HashMap<>();
    for (; readCount > 0; readCount--) {
      reads.put(reader.readText(), reader.readLong());
    }
    int writeCount = reader.readInt();
    Map<String, Optional<byte[]>> writes = writeCount == 0 ? Map.of() : new HashMap<>();
    for (; writeCount > 0; writeCount--) {
      writes.put(reader.readText(), Optional.ofNullable(reader.readOptionalBytes()));
    }
    return reads.isEmpty() && writes.isEmpty()
        ? StateChanges.NONE
        : new StateChanges(reads, writes);
  }

  /** Ends the worker if one of its environments has been at one thing for too long. */
  void check(long now, Duration loading, Duration grace) {
    for (ExecutionEnvironment environment : environments.values()) {
      if (environment.isOverdue(now, loading, grace)) {
        kill(
            new Ending(
                environment,
                "task "
                    + environment.task().name()
                    + " ran longer than "
                    + environment.task().limits().timeout().toMillis()
                    + " ms and could not be interrupted"));
        return;
      }
    }
  }

  /** Ends the process at once. */
  void kill(Ending ending) {
    if (process != null) {
      process.destroyForcibly();
    }
    ended(ending);
  }

  /** Called when the process is gone, for whatever reason. */
  void ended(Ending ending) {
    if (ended) {
      return;
    }
    ended = true;
    if (process != null) {
      process.destroyForcibly();
    }
    if (socket != null) {
      socket.close();
    }
    List<ExecutionEnvironment> lost = List.copyOf(environments.values());
    environments.clear();
    onEnd.accept(this, ending);
    lost.forEach(environment -> environment.lost(ending));
  }
}
