package io.edgecoordinator.access;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows when it connects.
 *
 * @param certificate its certificate, which TLS has verified; null if it showed none
 * @param userName as it was sent; {@link #user} is what counts of it
 * @param clientId what it calls itself; empty if it leaves that to the coordinator
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
public record Credentials(
    @Nullable X509Certificate certificate,
    @Nullable String userName,
    byte @Nullable [] password,
    String clientId) {

  /**
   * Returns the user name without what follows a '?', or null if nothing remains. The device SDKs
   * of AWS IoT say there which SDK they are, with a user name before it or without; that is
   * nobody's name, and proves nothing.
   */
  @Nullable String user() {
    int query = userName == null ? -1 : userName.indexOf('?');
    if (userName == null || query == 0) {
      return null;
    }
    return query < 0 ? userName : userName.substring(0, query);
  }

  /** Returns all but the password, for people. */
  @Override
  public String toString() {
    return "Credentials[clientId=%s, userName=%s]".formatted(clientId, userName);
  }
}
