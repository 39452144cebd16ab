package io.edgecoordinator.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one connected device may do, always by the policy in force. Belongs to the event loop. What
 * is refused here is counted.
 */
public final class Permissions {

  private final Access access;
  private final Identity identity;
  private final @Nullable PasswordHash shown;
  private @Nullable Policy policy;
  private @Nullable Rights rights;

  /**
   * @param shown the hash of the password by which the device came in, or null
   */
  Permissions(Access access, Identity identity, @Nullable PasswordHash shown) {
    this.access = access;
    this.identity = identity;
    this.shown = shown;
    this.policy = access.policy();
    this.rights = rightsBy(policy);
  }

  /** Says whether a message may be published to a topic, which must be valid. */
  public boolean mayPublish(String topic) {
    boolean may = access.isOpen() || current().mayPublish(topic);
    access.counters().publishRefused += may ? 0 : 1;
    return may;
  }

  /**
   * Says whether a filter may be subscribed to, or stay so: whether one filter of the policy
   * matches all that it can match. Of {@code $share/GROUP/FILTER} that is asked of the last part.
   *
   * @param filter a valid one
   */
  public boolean maySubscribe(String filter) {
    boolean may = wouldSubscribe(filter);
    access.counters().subscribeRefused += may ? 0 : 1;
    return may;
  }

  /** Says the same as {@link #maySubscribe}, of a subscription there is; nothing is counted. */
  public boolean wouldSubscribe(String filter) {
    return access.isOpen() || current().maySubscribe(filter);
  }

  /**
   * Says whether the device may call itself that.
   *
   * @param clientId empty if it leaves that to the coordinator, which is always allowed
   */
  public boolean mayUseClientId(String clientId) {
    return access.isOpen() || clientId.isEmpty() || current().mayUseClientId(clientId);
  }

  /**
   * Says whether the device could still connect: whether the policy in force mentions it, and its
   * password is the one it showed.
   */
  public boolean mayStay() {
    if (access.isOpen()) {
      return true;
    }
    refresh();
    return rights != null;
  }

  private Rights current() {
    refresh();
    Rights found = rights;
    return found == null ? Rights.NONE : found;
  }

  private void refresh() {
    Policy inForce = access.policy();
    if (inForce != policy) {
      policy = inForce;
      rights = rightsBy(inForce);
    }
  }

  private @Nullable Rights rightsBy(@Nullable Policy inForce) {
    if (inForce == null || !knowsPassword(inForce)) {
      return null;
    }
    Optional<Rights> found = inForce.rightsOf(identity);
    return found.orElse(null);
  }

  private boolean knowsPassword(Policy inForce) {
    if (shown == null) {
      return true;
    }
    PasswordFile passwords = inForce.passwords();
    PasswordHash known = passwords == null ? null : passwords.hashOf(identity.device());
    return known != null && known.equals(shown);
  }
}
