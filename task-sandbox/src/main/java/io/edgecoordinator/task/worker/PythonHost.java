package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.wire.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/** What the prelude of a Python environment may ask of Java: the members of {@code host} there. */
final class PythonHost {

  private final Map<String, Object> members = new HashMap<>();
  private final PythonGuest guest;
  private final Host host;

  private PythonHost(PythonGuest guest, Host host) {
    this.guest = guest;
    this.host = host;
  }

  /** Something that waits, and may be interrupted or refused. */
  private interface Asking {
    @Nullable String of(Value... arguments) throws InterruptedException;
  }

  static ProxyObject of(PythonGuest guest, Host host) {
    PythonHost made = new PythonHost(guest, host);
    made.addCall();
    made.addResults();
    made.addState();
    return ProxyObject.fromMap(made.members);
  }

  private void add(String name, ProxyExecutable member) {
    members.put(name, member);
  }

  private void addAsking(String name, Asking asking) {
    add(
        name,
        a -> {
          try {
            return asking.of(a);
          } catch (InterruptedException ended) {
            // The language sees that the call has to end before the task's code goes on.
            Thread.currentThread().interrupt();
            return "-the call has to end";
          } catch (IllegalArgumentException refused) {
            return "-" + refused.getMessage();
          }
        });
  }

  private void addCall() {
    add(
        "log",
        a -> {
          host.log(a[0].asInt(), a[1].asString());
          return null;
        });
    add("base64", _ -> Base64.getEncoder().encodeToString(guest.payload()));
    add("deadline", _ -> guest.deadline());
    addAsking(
        "ask",
        a ->
            answer(
                host.request(
                    RequestKind.valueOf(a[0].asString()), a[1].asString(), content(a[2]))));
  }

  private static byte @Nullable [] content(Value text) {
    return text.isNull() ? null : text.asString().getBytes(StandardCharsets.UTF_8);
  }

  /** Nothing, or {@code +j} and JSON, or {@code +b} and base64, or {@code -} and a refusal. */
  private static @Nullable String answer(Host.Reply reply) {
    byte[] content = reply.content();
    if (reply.refusal() != null) {
      return "-" + reply.refusal();
    }
    if (content == null || content.length == 0) {
      return null;
    }
    String text = new String(content, StandardCharsets.UTF_8);
    return JsonText.isValue(text)
        ? "+j" + text
        : "+b" + Base64.getEncoder().encodeToString(content);
  }

  private void addResults() {
    add("threw", a -> failed(Outcome.THREW, a[0].asString(), a[1].asString()));
    add(
        "out_of_memory",
        _ -> {
          guest.outOfMemory();
          return null;
        });
    add("invalid", a -> failed(Outcome.INVALID_RESULT, a[0].asString(), ""));
    add(
        "unloadable",
        a -> {
          guest.unloadable(
              new LoadFailedException(
                  a[1].asString(), a[2].asInt(), a[3].asInt(), a[0].asString()));
          return null;
        });
    addAsking(
        "returned",
        a -> {
          String topic = a[0].isNull() ? null : a[0].asString();
          return guest.output().returned(topic, payload(a))
              ? null
              : "-" + guest.output().tooLarge();
        });
    addAsking(
        "publish",
        a ->
            guest.output().publish(a[0].asString(), payload(a))
                ? null
                : "-" + guest.output().tooLarge());
  }

  private @Nullable Object failed(Outcome outcome, String message, String details) {
    guest.failed(new CallFailedException(outcome, message, details));
    return null;
  }

  private static byte[] payload(Value... arguments) {
    String text = arguments[2].asString();
    if (!arguments[1].asString().equals("b")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException(
          "{base64} has no base64 in it: " + notBase64.getMessage(), notBase64);
    }
  }

  private void addState() {
    addAsking(
        "state_get",
        a -> {
          String value = guest.state().get(a[0].asString());
          return value == null ? null : "+" + value;
        });
    addAsking(
        "state_put",
        a -> {
          guest.state().put(a[0].asString(), a[1].asString());
          return null;
        });
    addAsking(
        "state_delete",
        a -> {
          guest.state().delete(a[0].asString());
          return null;
        });
    addAsking("state_keys", a -> "+" + String.join("\0", guest.state().keys(a[0].asString())));
  }
}
