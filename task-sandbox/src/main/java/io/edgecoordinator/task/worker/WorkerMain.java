package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.lockdown.Lockdown;
import io.edgecoordinator.task.wire.ExitStatus;
import io.edgecoordinator.task.wire.FrameAssembler;
import io.edgecoordinator.task.wire.FrameReader;
import io.edgecoordinator.task.wire.FrameType;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker process. Arguments: path of the coordinator's socket, the token by which the
 * coordinator knows which of its workers this is, and the language of its guests. Ends when the
 * socket closes.
 */
public final class WorkerMain {

  private static final int READ_BUFFER = 1 << 16;

  /**
   * Environments that end until what they held is collected. The collector itself would let the
   * heap grow to its most first, and a worker with many tasks that sleep should be small.
   */
  private static final int ENDED_TO_COLLECT = 64;

  /**
   * Bytes of stack of a thread that runs guest code; how deep a task may recurse follows from it.
   */
  static final long STACK = 2 << 20;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);
  private final FrameAssembler assembler = new FrameAssembler(this::frame);
  private final List<Environment> ready = new ArrayList<>();
  private final Outbox outbox;
  private final Watchdog watchdog;
  private final GuestLanguage language;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().stackSize(STACK).name("environment-", 0).factory());
  private final Map<Integer, Environment> environments = new HashMap<>();
  private final Map<Integer, Map<String, byte[]>> files = new HashMap<>();
  private int endedEnvironments;

  private WorkerMain(
      SocketChannel channel, Outbox outbox, GuestLanguage language, HeapLedger.Heap heap) {
    this.channel = channel;
    this.outbox = outbox;
    this.watchdog = new Watchdog(outbox, heap);
    this.language = language;
    outbox.start();
    watchdog.start();
  }

  /** Runs the worker until its coordinator is gone. */
  public static void main(String[] arguments) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> die(failure));
    // In the meantime: it takes some 25 ms.
    CompletableFuture<Lockdown> lockdown =
        CompletableFuture.supplyAsync(
            Lockdown::prepare, preparation -> Thread.ofPlatform().daemon().start(preparation));
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]));
    Outbox outbox = new Outbox(channel);
    outbox.hello(arguments[1]);
    GuestLanguage language = language(arguments[2]);
    // Before any thread is started that runs guest code: a part of it holds for such threads alone.
    lockdown.join().enforce().forEach(missing -> System.err.println("not contained: " + missing));
    // Guest code may be in a loop that nothing but the end of the process can end.
    new WorkerMain(channel, outbox, language, new WorkerHeap())
        .read(() -> Runtime.getRuntime().halt(0));
  }

  /**
   * Runs a worker inside the process of its coordinator, which calls this by reflection.
   *
   * @param arguments those of {@link #main}
   * @param onEnd told when the worker has ended; code that can't be interrupted goes on
   * @return ends the worker
   */
  public static Runnable startInside(String[] arguments, Runnable onEnd) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]));
    Outbox outbox = new Outbox(channel);
    outbox.hello(arguments[1]);
    WorkerMain worker = new WorkerMain(channel, outbox, language(arguments[2]), new ForeignHeap());
    worker.read(() -> {
      worker.stop();
      onEnd.run();
    });
    return worker::hangUp;
  }

  private void read(Runnable onEnd) {
    Reader.start(this::read, threads, watchdog, onEnd);
  }

  private void hangUp() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // It was to be closed.
    }
  }

  private void stop() {
    hangUp();
    List.copyOf(environments.values()).forEach(Environment::abandon);
    environments.clear();
    watchdog.stop();
    outbox.stop();
    threads.shutdown();
  }

  /** A worker that has lost a thread of its own is of no use; another takes its place. */
  private static void die(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      endWornOut();
    }
    try {
      failure.printStackTrace();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Ends the process: what fills its heap is no environment's, so nothing else empties it. */
  static void endWornOut() {
    Runtime.getRuntime().halt(ExitStatus.OUT_OF_MEMORY);
  }

  static GuestLanguage language(String name) {
    return switch (name) {
      case "js" -> new JsLanguage();
      case "python" -> new PythonLanguage();
      case "wasm" -> new WasmLanguage();
      default -> throw new IllegalArgumentException("no language " + name);
    };
  }

  private @Nullable Environment read() throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      throw new EOFException("the coordinator is gone");
    }
    assembler.feed(buffer.flip());
    if (ready.size() == 1) {
      return ready.removeFirst();
    }
    ready.forEach(threads::execute);
    ready.clear();
    return null;
  }

  private void frame(FrameType type, FrameReader reader) {
    switch (type) {
      case FILES -> files.put(reader.readInt(), readFiles(reader));
      case FORGET -> files.remove(reader.readInt());
      case DEFINE -> define(reader);
      case CALL -> {
        Environment environment = environments.get(reader.readInt());
        if (environment != null && environment.enqueue(readCall(reader))) {
          ready.add(environment);
        }
      }
      case END -> {
        Environment environment = environments.remove(reader.readInt());
        if (environment != null) {
          environment.end();
          if (++endedEnvironments % ENDED_TO_COLLECT == 0) {
            threads.execute(System::gc);
          }
        }
      }
      case REPLY -> {
        Environment environment = environments.get(reader.readInt());
        if (environment != null) {
          environment.answer(readReply(reader));
        }
      }
      case HELLO, DEFINED, UNDEFINABLE, RESULT, LOG, REQUEST, STATUS ->
          throw new IllegalStateException("the coordinator sent a " + type);
    }
  }

  private void define(FrameReader reader) {
    int id = reader.readInt();
    Map<String, byte[]> bundle = files.getOrDefault(reader.readInt(), Map.of());
    String task = reader.readText();
    String file = reader.readText();
    String function = reader.readText();
    boolean fresh = reader.readByte() != 0;
    GuestLimits limits =
        new GuestLimits(
            Duration.ofMillis(reader.readLong()),
            reader.readLong(),
            reader.readInt(),
            reader.readLong(),
            reader.readLong(),
            reader.readLong());
    Map<String, String> variables = new LinkedHashMap<>();
    for (int count = reader.readInt(); count > 0; count--) {
      variables.put(reader.readText(), reader.readText());
    }
    GuestDefinition definition =
        new GuestDefinition(id, task, file, function, fresh, limits, variables, bundle);
    Environment environment = new Environment(definition, language, outbox, watchdog, threads);
    environments.put(id, environment);
    environment.define();
  }

  private static Map<String, byte[]> readFiles(FrameReader reader) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (int count = reader.readInt(); count > 0; count--) {
      contents.put(reader.readText(), reader.readBytes());
    }
    return contents;
  }

  private static GuestCall readCall(FrameReader reader) {
    return new GuestCall(
        reader.readLong(), reader.readLong(), reader.readText(), reader.readBytes());
  }

  private static Host.Reply readReply(FrameReader reader) {
    int request = reader.readInt();
    return reader.readByte() == 0
        ? new Host.Reply(request, 0, null, reader.readText())
        : new Host.Reply(request, reader.readLong(), reader.readOptionalBytes(), null);
  }
}
