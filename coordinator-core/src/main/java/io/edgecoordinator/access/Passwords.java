package io.edgecoordinator.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies passwords, on threads of its own: that takes long on purpose. What was found right is
 * remembered for as long as its hash stands in the file, so that a thousand devices that come back
 * after a power cut do not each cost that again. Belongs to the event loop.
 */
final class Passwords {

  /** Passwords that are verified at one time; each takes a core, and 7 MiB of heap. */
  static final int MAX_AT_A_TIME = 2;

  /** Passwords that are verified or wait for it; who comes then is told to come back later. */
  static final int MAX_PENDING = 64;

  /** Users whose password is remembered. */
  static final int MAX_REMEMBERED = 10_000;

  private final WorkerExecutor workers;
  private final Mac digests;
  private final Map<String, Verified> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };
  private int pending;

  /**
   * A password that was right.
   *
   * @param digest of user and password, under a key that only this process has
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared in constant time, not with equals.
  private record Verified(PasswordHash hash, byte[] digest) {}

  Passwords(Vertx vertx) {
    workers = vertx.createSharedWorkerExecutor("passwords", MAX_AT_A_TIME);
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      digests = Mac.getInstance("HmacSHA256");
      digests.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java has it
    }
  }

  /** Says whether one more would have to wait too long. */
  boolean isBusy() {
    return pending >= MAX_PENDING;
  }

  /** Says whether a password is remembered to be right. */
  boolean remembers(String user, PasswordHash hash, byte[] password) {
    Verified verified = remembered.get(user);
    return verified != null
        && verified.hash().equals(hash)
        && MessageDigest.isEqual(verified.digest(), digest(user, password));
  }

  /**
   * Verifies a password. For a user there is not it takes as long, and fails.
   *
   * @param hash what the file has for the user, or null
   */
  Future<Boolean> verify(String user, @Nullable PasswordHash hash, byte[] password) {
    pending++;
    byte[] digest = digest(user, password);
    return workers
        .executeBlocking(
            () -> (hash == null ? PasswordHash.nobodys() : hash).matches(password), false)
        .map(matches -> {
          if (hash == null || !Boolean.TRUE.equals(matches)) {
            return false;
          }
          remembered.put(user, new Verified(hash, digest));
          return true;
        })
        .onComplete(_ -> pending--);
  }

  private byte[] digest(String user, byte[] password) {
    digests.update(user.getBytes(StandardCharsets.UTF_8));
    digests.update((byte) 0); // which no name has in it
    return digests.doFinal(password);
  }
}
