package io.edgecoordinator.task.worker;

import io.edgecoordinator.task.wire.RequestKind;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * What the scripts of an environment may ask of Java: the members of {@code host} there. Where it
 * can fail, a text begins with {@code +} or, with the reason, {@code -}.
 */
final class JsHost {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONG = Long.BYTES;

  private final JsGuest guest;
  private final HostMembers members = new HostMembers(null);

  private JsHost(JsGuest guest) {
    this.guest = guest;
  }

  static ProxyObject of(JsGuest guest, JsModules modules, JsLanguage language, Host host) {
    JsHost made = new JsHost(guest);
    HostMembers members = made.members;
    members.add(
        "log",
        a -> {
          host.log(a[0].asInt(), a[1].asString());
          return null;
        });
    members.add("now", _ -> System.nanoTime() / 1e6);
    members.add("outputLimit", _ -> guest.outputLimit());
    members.add(
        "overflow",
        a -> {
          guest.overflowed(a[0].asLong());
          return null;
        });
    members.add("base64", _ -> Base64.getEncoder().encodeToString(guest.payload()));
    members.add("answerBase64", _ -> Base64.getEncoder().encodeToString(guest.answer()));
    members.add("deadline", _ -> guest.deadline());
    members.add("script", a -> guest.eval(language.script(a[0].asString())));
    members.add("resolve", a -> modules.resolve(a[0].asString(), a[1].asString()));
    members.add("read", a -> modules.text(a[0].asString()));
    members.add("isModule", a -> modules.isModule(a[0].asString()));
    members.add("importNow", a -> modules.importNow(a[0].asString()));
    members.add("compile", a -> modules.compile(a[0].asString()));
    made.addRequests();
    members.addState("stateGet", "statePut", "stateDelete", "stateKeys", guest::state);
    made.addBytes();
    return members.object();
  }

  private void addRequests() {
    members.addAsking(
        "send",
        a ->
            guest.send(
                RequestKind.of(a[0].asInt()),
                a[1].asString(),
                a[2].isNull() ? null : a[2].asString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Members that handle bytes: an ArrayBuffer, and where in it. */
  private void addBytes() {
    members.add("uuid", _ -> UUID.randomUUID().toString());
    members.add(
        "random",
        a -> {
          byte[] bytes = new byte[a[2].asInt()];
          RANDOM.nextBytes(bytes);
          write(bytes, a[0], a[1].asInt());
          return null;
        });
    members.add("toBase64", a -> Base64.getEncoder().encodeToString(read(a, 0)));
    members.add(
        "fromBase64",
        a -> {
          try {
            byte[] bytes = Base64.getDecoder().decode(a[0].asString());
            Value buffer = a[1].execute(bytes.length);
            write(bytes, buffer, 0);
            return buffer;
          } catch (IllegalArgumentException notBase64) {
            return null;
          }
        });
    members.add(
        "digest",
        a -> {
          try {
            byte[] digest = MessageDigest.getInstance(a[0].asString()).digest(read(a, 1));
            Value buffer = a[4].execute(digest.length);
            write(digest, buffer, 0);
            return buffer;
          } catch (NoSuchAlgorithmException unknown) {
            return null;
          }
        });
  }

  private static byte[] read(Value[] arguments, int first) {
    byte[] bytes = new byte[arguments[first + 2].asInt()];
    if (bytes.length > 0) {
      arguments[first].readBuffer(arguments[first + 1].asLong(), bytes, 0, bytes.length);
    }
    return bytes;
  }

  private static void write(byte[] bytes, Value buffer, int at) {
    int i = 0;
    for (; i + LONG <= bytes.length; i += LONG) {
      long eight = 0;
      for (int j = 0; j < LONG; j++) {
        eight = eight << Byte.SIZE | (bytes[i + j] & 0xff);
      }
      buffer.writeBufferLong(ByteOrder.BIG_ENDIAN, at + i, eight);
    }
    for (; i < bytes.length; i++) {
      buffer.writeBufferByte(at + i, bytes[i]);
    }
  }
}
