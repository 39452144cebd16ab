package io.edgecoordinator.access;

import io.edgecoordinator.access.Identity.Proof;
import io.edgecoordinator.access.Verdict.Denied;
import io.edgecoordinator.access.Verdict.Granted;
import io.edgecoordinator.access.Verdict.Reason;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.config.WatchedFiles;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.document.Faults;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who a client is and what it may do. All methods but {@link #reloadIfChanged} belong to the
 * event loop.
 *
 * <p>A client certificate names its device; else a user name does, with a password; else the device
 * is anonymous. Without a policy everybody may do everything, and there are no passwords.
 */
public final class Access {

  private static final Logger log = LoggerFactory.getLogger(Access.class);

  private final @Nullable Path file;
  private final @Nullable Passwords passwords;
  private final @Nullable WatchedFiles watched;
  private final AccessCounters counters = new AccessCounters();
  private volatile @Nullable Policy policy;

  private Access(@Nullable Path file, @Nullable Policy policy, @Nullable Passwords passwords) {
    this.file = file;
    this.policy = policy;
    this.passwords = passwords;
    this.watched = policy == null ? null : new WatchedFiles(policy.files());
  }

  /** Lets everybody do everything. */
  public static Access open() {
    return new Access(null, null, null);
  }

  /**
   * Lets everybody do what a policy file says, and nothing else.
   *
   * @throws ConfigurationException if something is wrong with the file
   */
  public static Access by(Path file, Vertx vertx) {
    Faults faults = new Faults();
    Optional<Policy> read = PolicyReader.read(file, faults);
    if (read.isEmpty()) {
      List<Fault> found = faults.list();
      String more = found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1);
      throw new ConfigurationException(found.getFirst() + more);
    }
    return new Access(file, read.get(), new Passwords(vertx));
  }

  /** Says whether everybody may do everything. */
  public boolean isOpen() {
    return file == null;
  }

  /** Says whether nobody gets in but with a client certificate. May be called from any thread. */
  public boolean needsCertificate() {
    Policy inForce = policy;
    return inForce != null && inForce.needsCertificate();
  }

  /** Returns who was refused what so far. */
  public AccessCounters counters() {
    return counters;
  }

  @Nullable Policy policy() {
    return policy;
  }

  /**
   * Says whether somebody may connect. The answer is there at once unless a password has to be
   * verified; it comes on the event loop, and the counters know of it.
   */
  public Future<Verdict> authenticate(Credentials credentials) {
    return decide(credentials)
        .map(verdict -> verdict instanceof Granted granted ? admit(granted, credentials) : verdict)
        .onSuccess(this::count);
  }

  private Future<Verdict> decide(Credentials shown) {
    X509Certificate certificate = shown.certificate();
    if (certificate != null) {
      return Future.succeededFuture(byCertificate(certificate, shown.user()));
    }
    String user = shown.user();
    byte[] password = shown.password();
    Policy inForce = policy;
    if (inForce == null || (user == null && password == null)) {
      return Future.succeededFuture(grant(new Identity(shown.clientId(), Proof.NONE), null));
    }
    return byPassword(user == null ? "" : user, password == null ? new byte[0] : password, inForce);
  }

  private Verdict byCertificate(X509Certificate certificate, @Nullable String user) {
    Optional<String> name = DeviceNames.of(certificate);
    if (name.isEmpty()) {
      return new Denied(Reason.NOT_AUTHORIZED, "the certificate has neither CN nor a DNS name");
    }
    Optional<String> fault = DeviceNames.fault(name.get());
    if (fault.isPresent()) {
      return new Denied(Reason.NOT_AUTHORIZED, fault.get());
    }
    if (user != null && !user.equals(name.get())) {
      return new Denied(
          Reason.NOT_AUTHORIZED,
          "the certificate is that of %s, the user name is %s".formatted(name.get(), user));
    }
    return grant(new Identity(name.get(), Proof.CERTIFICATE), null);
  }

  private Future<Verdict> byPassword(String user, byte[] password, Policy inForce) {
    Passwords verifier = passwords;
    PasswordFile known = inForce.passwords();
    if (verifier == null || known == null) {
      return denied(Reason.BAD_CREDENTIALS, "a password, but the policy has no password file");
    }
    Optional<String> fault = DeviceNames.fault(user);
    if (fault.isPresent()) {
      return denied(Reason.BAD_CREDENTIALS, fault.get());
    }
    PasswordHash hash = known.hashOf(user);
    Verdict right = grant(new Identity(user, Proof.PASSWORD), hash);
    if (hash != null && verifier.remembers(user, hash, password)) {
      return Future.succeededFuture(right);
    }
    if (verifier.isBusy()) {
      return denied(Reason.BUSY, Passwords.MAX_PENDING + " passwords wait to be verified already");
    }
    return verifier
        .verify(user, hash, password)
        .map(isRight ->
            isRight
                ? right
                : new Denied(
                    Reason.BAD_CREDENTIALS,
                    hash == null ? "no user " + user : "a wrong password for user " + user));
  }

  /** Who somebody is, is settled; says whether the policy has him in, under his client id. */
  private Verdict admit(Granted granted, Credentials shown) {
    Permissions permissions = granted.permissions();
    Identity identity = granted.identity();
    if (!permissions.mayStay()) {
      return new Denied(
          Reason.NOT_AUTHORIZED,
          identity.proof() == Proof.NONE
              ? "neither certificate nor user name, and the policy has nothing for anonymous"
              : "the policy has no entry for " + identity);
    }
    if (!permissions.mayUseClientId(shown.clientId())) {
      return new Denied(
          Reason.NOT_AUTHORIZED,
          "the policy does not allow %s the client id %s".formatted(identity, shown.clientId()));
    }
    return granted;
  }

  private Verdict grant(Identity identity, @Nullable PasswordHash shown) {
    return new Granted(identity, new Permissions(this, identity, shown));
  }

  private static Future<Verdict> denied(Reason reason, String detail) {
    return Future.succeededFuture(new Denied(reason, detail));
  }

  private void count(Verdict verdict) {
    if (verdict instanceof Denied denied) {
      switch (denied.reason()) {
        case BAD_CREDENTIALS -> counters.badCredentials++;
        case NOT_AUTHORIZED -> counters.notAuthorized++;
        case BUSY -> counters.busy++;
      }
    }
  }

  /**
   * Reads the policy and the passwords again if their files have changed. What is broken leaves
   * what was in force as it is, and is logged with its place. Blocks, so not on an event loop;
   * calls must not overlap.
   *
   * @return whether another policy is in force now
   */
  public boolean reloadIfChanged() {
    if (file == null || watched == null || !watched.haveChanged()) {
      return false;
    }
    Faults faults = new Faults();
    Optional<Policy> read = PolicyReader.read(file, faults);
    if (read.isEmpty()) {
      counters.reloadsFailed++;
      for (Fault fault : faults.list()) {
        log.error("the former policy stays in force: {}", fault);
      }
      return false;
    }
    watched.watch(read.get().files());
    policy = read.get();
    counters.reloads++;
    log.info("policy {} is in force", file);
    return true;
  }
}
