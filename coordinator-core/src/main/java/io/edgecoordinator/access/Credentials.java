package io.edgecoordinator.access;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows when it connects.
 *
 * @param certificate its certificate, which TLS has verified; null if it showed none
 * @param clientId what it calls itself; empty if it leaves that to the coordinator
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
public record Credentials(
    @Nullable X509Certificate certificate,
    @Nullable String userName,
    byte @Nullable [] password,
    String clientId) {

  /** Returns all but the password, for people. */
  @Override
  public String toString() {
    return "Credentials[clientId=%s, userName=%s]".formatted(clientId, userName);
  }
}
