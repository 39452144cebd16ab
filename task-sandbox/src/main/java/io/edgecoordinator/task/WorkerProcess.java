package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.ExecutionEnvironment.Ending;
import io.edgecoordinator.task.wire.FrameAssembler;
import io.edgecoordinator.task.wire.FrameReader;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;
import io.edgecoordinator.task.wire.MalformedFrameException;
import io.edgecoordinator.task.wire.RequestKind;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
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

  private final String name;
  private final WorkerPlan plan;
  private final Context loop;
  private final Owner owner;
  private final FrameWriter outgoing = new FrameWriter();
  private final SentFiles files = new SentFiles(outgoing);
  private final WorkerEnvironments environments;
  private final WorkerHold hold;
  private @Nullable WorkerHost host;
  private @Nullable NetSocket socket;
  private Heap heap = new Heap(0, 0);
  private boolean flushScheduled;
  private boolean launched;
  private boolean ended;
  private int lastEnvironment;
  private long startedAt;
  private long usedAt = System.nanoTime();
  private long resident;

  /** Told what a worker does. */
  interface Owner {
    /** The process or its connection is gone. Told once. */
    void ended(WorkerProcess worker, Ending ending);

    /** A call of high priority has gone to it. */
    void urgent(WorkerProcess worker);

    /** It has said how its heap is. */
    void reported(WorkerProcess worker);
  }

  /** Creates the worker's side here; {@link #started} and {@link #connected} follow. */
  WorkerProcess(String name, WorkerPlan plan, Context loop, Owner owner) {
    this.name = name;
    this.plan = plan;
    this.loop = loop;
    this.owner = owner;
    this.environments = new WorkerEnvironments(plan.environments(), this::define);
    this.hold = new WorkerHold(environments);
  }

  WorkerPlan plan() {
    return plan;
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

  WorkerEnvironments environments() {
    return environments;
  }

  /** Returns the process id, or 0 until the process has called back. */
  long pid() {
    return host == null ? 0 : host.pid();
  }

  /** Says whether it is a process of its own that runs. */
  boolean isProcess() {
    return host != null && host.isProcess();
  }

  /** There was room: the process is being started. */
  void launched(long now) {
    launched = true;
    startedAt = now;
    environments.all().forEach(environment -> environment.beginsToLoad(now));
  }

  /** It was a spare until now. */
  void takenInUse(long now) {
    startedAt = now;
    usedAt = now;
  }

  boolean isLaunched() {
    return launched;
  }

  /** Returns when it was started, in terms of {@link System#nanoTime}. */
  long startedAt() {
    return startedAt;
  }

  /** Returns when there was last something to do in it, in terms of {@link System#nanoTime}. */
  long usedAt() {
    long last = usedAt;
    for (ExecutionEnvironment environment : environments.all()) {
      last = environment.since() - last > 0 ? environment.since() : last;
    }
    return last;
  }

  /** Says whether it is at nothing, and nothing in it is pinned. */
  boolean isIdle() {
    return environments.all().stream().allMatch(ExecutionEnvironment::isEvictable);
  }

  /** Bytes of memory the process has for itself, as last measured. */
  long resident() {
    return resident;
  }

  void measured(long bytes) {
    resident = bytes;
  }

  void started(WorkerHost newHost) {
    host = newHost;
    if (ended) {
      newHost.end();
    }
  }

  void connected(NetSocket newSocket) {
    socket = newSocket;
    if (host != null) {
      host.connected();
    }
    FrameAssembler assembler = new FrameAssembler(this::frame);
    newSocket.handler(bytes -> read(assembler, bytes));
    newSocket.closeHandler(
        _ -> loop.owner().setTimer(EXIT_MILLIS, _ -> kill(new Ending(null, "it hung up"))));
    flush();
  }

  /** Makes an environment; its owner hears when it is ready. */
  ExecutionEnvironment create(TaskDefinition task, ExecutionEnvironment.Owner itsOwner) {
    ExecutionEnvironment environment =
        new ExecutionEnvironment(++lastEnvironment, task, this, itsOwner, System.nanoTime());
    environments.add(environment);
    return environment;
  }

  private void define(ExecutionEnvironment environment) {
    environment.beginsToLoad(System.nanoTime());
    int numberOfFiles = files.use(environment.task().files());
    WorkerFrames.define(outgoing, environment, numberOfFiles);
    flushSoon();
  }

  void call(ExecutionEnvironment environment, TaskCall call) {
    WorkerFrames.call(outgoing, environment, call);
    flushSoon();
    if (call.delivery().priority() == Priority.HIGH) {
      owner.urgent(this);
    }
    if (hold.isHeld()) {
      environment.held();
    }
  }

  void end(ExecutionEnvironment environment) {
    outgoing.begin(FrameType.END).putInt(environment.id()).end();
    flushSoon();
  }

  void forget(ExecutionEnvironment environment) {
    usedAt = System.nanoTime();
    if (environments.remove(environment)) {
      files.release(environment.task().files());
      flushSoon();
    }
    environments.admit();
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
      owner.reported(this);
      return;
    }
    if (type == FrameType.DEFINED || type == FrameType.UNDEFINABLE) {
      environments.loaded(id);
    }
    ExecutionEnvironment environment = environments.get(id);
    if (environment != null) {
      frame(type, environment, reader);
    }
    if (type == FrameType.DEFINED) {
      environments.endUnused();
    }
    environments.admit();
  }

  private void frame(FrameType type, ExecutionEnvironment environment, FrameReader reader) {
    switch (type) {
      case DEFINED -> environment.defined();
      case UNDEFINABLE -> {
        forget(environment);
        String task = environment.task().name();
        environment.undefinable(
            new TaskFault(
                task, reader.readText(), reader.readInt(), reader.readInt(), reader.readText()));
      }
      case RESULT -> result(environment, reader);
      case LOG -> environment.logged(reader.readByte(), reader.readText());
      case REQUEST -> request(environment, reader);
      case HELLO, FILES, FORGET, DEFINE, CALL, END, REPLY, STATUS ->
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
    WorkerFrames.reply(outgoing, environment, request, reply);
    flushSoon();
  }

  private void result(ExecutionEnvironment environment, FrameReader reader) {
    long call = reader.readLong();
    if (!environment.result(call, ResultFrames.read(reader), System.nanoTime())) {
      kill(new Ending(null, "it answered a call that it was not running"));
    }
  }

  /** Ends the worker if one of its environments has been at one thing for too long. */
  void check(long now, Duration loading, Duration grace) {
    if (!launched || hold.isHeld()) {
      return;
    }
    for (ExecutionEnvironment environment : environments.all()) {
      if (environment.isOverdue(now, loading, grace) && !environments.isWaiting(environment)) {
        kill(new Ending(environment, overdue(environment, loading)));
        return;
      }
    }
  }

  private static String overdue(ExecutionEnvironment environment, Duration loading) {
    String task = "task " + environment.task().name();
    return environment.state() == ExecutionEnvironment.State.STARTING
        ? task + " could not be loaded within " + loading.toMillis() + " ms"
        : task
            + " ran longer than "
            + environment.task().limits().timeout().toMillis()
            + " ms and could not be interrupted";
  }

  /** Stops the process where it is, until {@link #goOn}. Says whether that worked. */
  boolean hold(long now) {
    return hold.hold(pid(), now);
  }

  /**
   * Has the process go on where it was.
   *
   * @param rest nanoseconds for which it is not stopped again
   */
  void goOn(long now, long rest) {
    hold.goOn(pid(), now, rest);
  }

  boolean isHeld() {
    return hold.isHeld();
  }

  /** Returns what the {@link HoldPolicy} wants to know of it. */
  HoldPolicy.Load load(long now) {
    return hold.load(now, isProcess() && socket != null);
  }

  /** Ends the process at once. */
  void kill(Ending ending) {
    if (host != null) {
      host.end();
    }
    ended(ending);
  }

  /** Called when the process is gone, for whatever reason. */
  void ended(Ending ending) {
    if (ended) {
      return;
    }
    ended = true;
    hold.ended();
    if (host != null) {
      host.end();
    }
    if (socket != null) {
      socket.close();
    }
    List<ExecutionEnvironment> lost = environments.clear();
    owner.ended(this, ending);
    lost.forEach(environment -> environment.lost(ending));
  }
}
