package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import io.edgecoordinator.task.worker.Host.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The task's state as one call sees it: what it read is remembered, what it changed waits for its
 * end. Values are JSON. For the thread that runs the guest's code.
 */
final class CallState {

  /** Characters in a key. */
  static final int MAX_KEY = 256;

  /** Keys that one call may read and change. */
  static final int MAX_KEYS = 10_000;

  private final Host host;
  private final Map<String, Long> reads = new HashMap<>();
  private final Map<String, Optional<byte[]>> values = new HashMap<>();
  private final Map<String, Optional<byte[]>> writes = new LinkedHashMap<>();

  CallState(Host host) {
    this.host = host;
  }

  /**
   * Returns the value under a key, or null if there is none.
   *
   * @throws IllegalArgumentException if that can't be said, with the reason
   */
  @Nullable String get(String key) throws InterruptedException {
    check(key);
    Optional<byte[]> written = writes.get(key);
    Optional<byte[]> value = written == null ? read(key) : written;
    return value.map(json -> new String(json, StandardCharsets.UTF_8)).orElse(null);
  }

  private Optional<byte[]> read(String key) throws InterruptedException {
    Optional<byte[]> known = values.get(key);
    if (known != null) {
      return known;
    }
    Reply reply = ask(RequestKind.STATE_GET, key);
    Optional<byte[]> value = Optional.ofNullable(reply.content());
    reads.put(key, reply.number());
    values.put(key, value);
    return value;
  }

  /** Puts a value under a key. */
  void put(String key, String json) {
    check(key);
    writes.put(key, Optional.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Takes away what is under a key. */
  void delete(String key) {
    check(key);
    writes.put(key, Optional.empty());
  }

  /** Returns the keys that begin with a text, in order. */
  List<String> keys(String prefix) throws InterruptedException {
    if (prefix.length() > MAX_KEY) {
      throw new IllegalArgumentException("no key has more than " + MAX_KEY + " characters");
    }
    byte[] content = ask(RequestKind.STATE_KEYS, prefix).content();
    TreeSet<String> keys = new TreeSet<>();
    if (content != null && content.length > 0) {
      keys.addAll(Arrays.asList(new String(content, StandardCharsets.UTF_8).split("\0")));
    }
    writes.forEach((key, value) -> {
      if (value.isEmpty()) {
        keys.remove(key);
      } else if (key.startsWith(prefix)) {
        keys.add(key);
      }
    });
    return List.copyOf(keys);
  }

  private Reply ask(RequestKind kind, String argument) throws InterruptedException {
    Reply reply = host.request(kind, argument, null);
    if (reply.refusal() != null) {
      throw new IllegalArgumentException(reply.refusal());
    }
    return reply;
  }

  private void check(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY || key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a key of the state has 1 to " + MAX_KEY + " characters, none of them U+0000");
    }
    if (values.size() + writes.size() >= MAX_KEYS
        && !values.containsKey(key)
        && !writes.containsKey(key)) {
      throw new IllegalArgumentException(
          "a call may use " + MAX_KEYS + " keys of the state at most");
    }
  }

  /** Returns what the call did with the state. */
  StateUse use() {
    return reads.isEmpty() && writes.isEmpty() ? StateUse.NONE : new StateUse(reads, writes);
  }
}
