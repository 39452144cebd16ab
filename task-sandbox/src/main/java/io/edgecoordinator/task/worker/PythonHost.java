package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.Outcome;
import io.edgecoordinator.task.wire.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/** What the prelude of a Python environment may ask of Java: the members of {@code host} there. */
final class PythonHost {

  private final HostMembers members = new HostMembers("-the call has to end");
  private final PythonGuest guest;
  private final Host host;

  private PythonHost(PythonGuest guest, Host host) {
    this.guest = guest;
    this.host = host;
  }

  static ProxyObject of(PythonGuest guest, Host host) {
    PythonHost made = new PythonHost(guest, host);
    made.addCall();
    made.addResults();
    made.members.addState("state_get", "state_put", "state_delete", "state_keys", guest::state);
    return made.members.object();
  }

  private void addCall() {
    members.add(
        "log",
        a -> {
          host.log(a[0].asInt(), a[1].asString());
          return null;
        });
    members.add("base64", _ -> Base64.getEncoder().encodeToString(guest.payload()));
    members.add("deadline", _ -> guest.deadline());
    members.addAsking(
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
    members.add("threw", a -> failed(Outcome.THREW, a[0].asString(), a[1].asString()));
    members.add(
        "out_of_memory",
        _ -> {
          guest.outOfMemory();
          return null;
        });
    members.add("invalid", a -> failed(Outcome.INVALID_RESULT, a[0].asString(), ""));
    members.add(
        "unloadable",
        a -> {
          guest.unloadable(
              new LoadFailedException(
                  a[1].asString(), a[2].asInt(), a[3].asInt(), a[0].asString()));
          return null;
        });
    members.addAsking(
        "returned",
        a -> {
          String topic = a[0].isNull() ? null : a[0].asString();
          return guest.output().returned(topic, payload(a))
              ? null
              : "-" + guest.output().tooLarge();
        });
    members.addAsking(
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
}
