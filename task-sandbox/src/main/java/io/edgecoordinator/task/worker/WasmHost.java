package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/**
 * What a module may import from {@code coordinator}; docs/WASM.md has the signatures. Texts are
 * UTF-8, an address and a length. Those that give something give its place, packed, 0 for nothing,
 * or -1 if they were refused, after which {@code error} says why.
 */
final class WasmHost {

  static final String MODULE = "coordinator";

  private static final long REFUSED = -1;
  private static final int DONE = 0;

  private final Map<String, Object> members = new HashMap<>();
  private final WasmGuest guest;
  private final Host host;
  private String refusal = "";

  private WasmHost(WasmGuest guest, Host host) {
    this.guest = guest;
    this.host = host;
  }

  /** Something that gives bytes, waits, and may be refused. */
  private interface Giving {
    byte @Nullable [] of(Value... arguments) throws InterruptedException;
  }

  static ProxyObject of(WasmGuest guest, Host host) {
    WasmHost made = new WasmHost(guest, host);
    made.addOutput();
    made.addState();
    made.addRequests();
    return ProxyObject.fromMap(made.members);
  }

  private void add(String name, ProxyExecutable member) {
    members.put(name, member);
  }

  private void addGiving(String name, Giving giving) {
    add(
        name,
        a -> {
          byte[] given = answer(giving, a);
          if (given == null) {
            return refusal.isEmpty() ? 0L : REFUSED;
          }
          return guest.memory().put(given);
        });
  }

  /** Adds what gives 0, or -1 if it was refused. */
  private void addDoing(String name, Giving doing) {
    add(
        name,
        a -> {
          answer(doing, a);
          return refusal.isEmpty() ? DONE : (int) REFUSED;
        });
  }

  private byte @Nullable [] answer(Giving giving, Value... arguments) {
    refusal = "";
    try {
      return giving.of(arguments);
    } catch (InterruptedException ended) {
      // The language sees that the call has to end before the module's code goes on.
      Thread.currentThread().interrupt();
      refusal = "the call has to end";
    } catch (IllegalArgumentException refused) {
      refusal = String.valueOf(refused.getMessage());
    }
    return null;
  }

  private void addOutput() {
    add(
        "log",
        a -> {
          host.log(a[0].asInt(), guest.memory().beginning(a[1], a[2], TaskLog.MAX_LINE));
          return null;
        });
    add("error", _ -> guest.memory().put(refusal.getBytes(StandardCharsets.UTF_8)));
    addDoing(
        "publish",
        a -> {
          WasmMemory memory = guest.memory();
          if (!guest.output().hasRoomFor(memory.check(a[0], a[1]) + memory.check(a[2], a[3]))) {
            throw new IllegalArgumentException(guest.output().tooLarge());
          }
          if (!guest.output().publish(memory.text(a[0], a[1]), memory.read(a[2], a[3]))) {
            throw new IllegalArgumentException(guest.output().tooLarge());
          }
          return null;
        });
  }

  private void addState() {
    addGiving("state_get", a -> bytes(guest.state().get(guest.memory().text(a[0], a[1]))));
    addDoing(
        "state_put",
        a -> {
          String value = guest.memory().text(a[2], a[3]);
          if (!JsonText.isValue(value)) {
            throw new IllegalArgumentException("a value of the state is JSON");
          }
          guest.state().put(guest.memory().text(a[0], a[1]), value);
          return null;
        });
    addDoing(
        "state_delete",
        a -> {
          guest.state().delete(guest.memory().text(a[0], a[1]));
          return null;
        });
    addGiving(
        "state_keys",
        a -> {
          List<String> keys = guest.state().keys(guest.memory().text(a[0], a[1]));
          return Json.list(keys).getBytes(StandardCharsets.UTF_8);
        });
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private void addRequests() {
    addGiving("invoke", a -> ask(RequestKind.INVOKE, a));
    addGiving(
        "shadow_get", a -> ask(RequestKind.SHADOW_GET, guest.memory().text(a[0], a[1]), null));
    addGiving("shadow_update", a -> ask(RequestKind.SHADOW_UPDATE, a));
    addGiving("fetch", a -> ask(RequestKind.FETCH, "", guest.memory().read(a[0], a[1])));
  }

  private byte @Nullable [] ask(RequestKind kind, Value... a) throws InterruptedException {
    return ask(kind, guest.memory().text(a[0], a[1]), guest.memory().read(a[2], a[3]));
  }

  private byte @Nullable [] ask(RequestKind kind, String argument, byte @Nullable [] content)
      throws InterruptedException {
    Host.Reply reply = host.request(kind, argument, content);
    if (reply.refusal() != null) {
      throw new IllegalArgumentException(reply.refusal());
    }
    return reply.content();
  }
}
