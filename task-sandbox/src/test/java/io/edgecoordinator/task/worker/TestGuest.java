package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A guest in this process, and a coordinator in memory that answers what it asks for. */
final class TestGuest implements Host, AutoCloseable {

  private static final JsLanguage LANGUAGE = new JsLanguage();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  final List<String> log = new ArrayList<>();
  final List<String> sent = new ArrayList<>();
  final Map<String, byte[]> state = new TreeMap<>();
  final Map<String, Reply> answers = new HashMap<>();
  private final LinkedBlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
  private final Guest guest;
  private int requests;

  /** Makes a guest of a file {@code task.js} with the given content. */
  TestGuest(String source) {
    this(Map.of("task.js", source));
  }

  /** Makes a guest whose handler is in one of the given files, {@code task.js} or the like. */
  TestGuest(Map<String, String> files) {
    this(files, "task");
  }

  TestGuest(Map<String, String> files, String handlerFile) {
    Map<String, byte[]> contents = new HashMap<>();
    files.forEach((path, text) -> contents.put(path, bytes(text)));
    GuestLimits limits = new GuestLimits(TIMEOUT, 64 << 20, 100, 1 << 20, 1_000_000, 64 << 10);
    GuestDefinition definition =
        new GuestDefinition(
            1, "task", handlerFile, "handler", false, limits, Map.of("LIMIT", "25"), contents);
    guest = LANGUAGE.create(definition, this);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Loads it and calls it once, with null; returns what it returned. */
  static String result(String source) throws Exception {
    return result(Map.of("task.js", source));
  }

  static String result(Map<String, String> files) throws Exception {
    try (TestGuest guest = new TestGuest(files)) {
      guest.load();
      return returned(guest.call());
    }
  }

  static String returned(GuestOutput output) {
    byte[] payload = output.payload();
    return payload == null ? "nothing" : new String(payload, StandardCharsets.UTF_8);
  }

  void load() throws LoadFailedException {
    guest.load();
  }

  GuestOutput call() throws CallFailedException {
    requests = 0;
    replies.clear();
    return guest.call(
        new GuestCall(1, Long.MAX_VALUE, "1\0event\0run\0in/box\0box", bytes("null")));
  }

  void interrupt() {
    guest.interrupt();
  }

  /** Says what is answered to a request with the given argument. */
  void answer(String argument, @Nullable String content, @Nullable String refusal) {
    answers.put(argument, new Reply(0, 0, content == null ? null : bytes(content), refusal));
  }

  @Override
  public void log(int level, String text) {
    log.add(text);
  }

  @Override
  public Reply request(RequestKind kind, String argument, byte @Nullable [] content) {
    sent.add(kind + " " + argument);
    if (kind == RequestKind.STATE_GET) {
      byte[] value = state.get(argument);
      return new Reply(++requests, value == null ? 0 : 7, value, null);
    }
    List<String> keys = state.keySet().stream().filter(key -> key.startsWith(argument)).toList();
    return new Reply(++requests, 0, bytes(String.join("\0", keys)), null);
  }

  @Override
  public int send(RequestKind kind, String argument, byte @Nullable [] content) {
    int id = ++requests;
    String text = content == null ? "" : " " + new String(content, StandardCharsets.UTF_8);
    sent.add(kind + " " + argument.replace('\0', '/') + text);
    Reply answer = answers.get(argument);
    if (answer != null) {
      replies.add(new Reply(id, answer.number(), answer.content(), answer.refusal()));
    }
    return id;
  }

  @Override
  public @Nullable Reply next(long until) throws InterruptedException {
    return replies.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    guest.close();
  }
}
