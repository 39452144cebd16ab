package io.edgecoordinator.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** From when to when a certificate is good. */
public record Validity(Path file, Instant from, Instant until) {

  /** From here on people should hear of it. */
  private static final Duration SOON = Duration.ofDays(30);

  static Validity of(Path file, X509Certificate certificate) {
    return new Validity(
        file, certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** Says whether it is good now. */
  public boolean holds(Instant now) {
    return !now.isBefore(from) && now.isBefore(until);
  }

  /** Says whether it ends so soon, or has ended, that it should be renewed. */
  public boolean endsSoon(Instant now) {
    return now.plus(SOON).isAfter(until);
  }

  /** Returns the whole days that are left; less than 0 after its end. */
  public long daysLeft(Instant now) {
    return Math.floorDiv(Duration.between(now, until).toSeconds(), 86_400L);
  }

  /** Returns the same in words. */
  public String describe(Instant now) {
    if (now.isBefore(from)) {
      return file + ": not valid before " + from + "; is the clock of this box right?";
    }
    return holds(now)
        ? "%s: valid until %s, %d days".formatted(file, until, daysLeft(now))
        : "%s: ended %s; renew it, the new one is used without a restart".formatted(file, until);
  }
}
