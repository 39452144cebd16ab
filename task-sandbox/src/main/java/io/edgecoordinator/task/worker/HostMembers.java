package io.edgecoordinator.task.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/**
 * What a prelude may ask of Java, as an object of its language. Where it can fail, a text begins
 * with {@code +} or, with the reason, {@code -}.
 */
final class HostMembers {

  private final @Nullable String ended;
  private final Map<String, Object> members = new HashMap<>();

  /** Something that waits, and may be interrupted. */
  interface Asking {
    @Nullable Object of(Value... arguments) throws InterruptedException;
  }

  /**
   * Creates members without any.
   *
   * @param ended what is answered when the call has to end while it waits
   */
  HostMembers(@Nullable String ended) {
    this.ended = ended;
  }

  ProxyObject object() {
    return ProxyObject.fromMap(members);
  }

  void add(String name, ProxyExecutable member) {
    members.put(name, member);
  }

  void addAsking(String name, Asking asking) {
    add(
        name,
        a -> {
          try {
            return asking.of(a);
          } catch (InterruptedException interrupted) {
            // The language sees that the call has to end before the task's code goes on.
            Thread.currentThread().interrupt();
            return ended;
          } catch (IllegalArgumentException refused) {
            return "-" + refused.getMessage();
          }
        });
  }

  /** Adds the members for the task's state, by the names they have in the language. */
  void addState(String get, String put, String delete, String keys, Supplier<CallState> state) {
    addAsking(
        get,
        a -> {
          String value = state.get().get(a[0].asString());
          return value == null ? null : "+" + value;
        });
    addAsking(
        put,
        a -> {
          state.get().put(a[0].asString(), a[1].asString());
          return null;
        });
    addAsking(
        delete,
        a -> {
          state.get().delete(a[0].asString());
          return null;
        });
    addAsking(keys, a -> "+" + String.join("\0", state.get().keys(a[0].asString())));
  }
}
