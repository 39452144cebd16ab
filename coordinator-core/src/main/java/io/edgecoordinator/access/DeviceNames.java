package io.edgecoordinator.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What devices may be called, and what a certificate calls them. */
final class DeviceNames {

  private static final int MAX_LENGTH = 128;
  private static final int DNS_NAME = 2;

  private DeviceNames() {}

  /**
   * Returns what is against a name, if anything is. It becomes a level of topics and a part of
   * client ids: a name that could be more than one level, or a wildcard, would give its bearer what
   * is another's.
   */
  static Optional<String> fault(String name) {
    return Glob.hasWildcard(name)
        ? Optional.of("a device's name may not have '*' or '?' in it: " + name)
        : faultOfPattern(name);
  }

  /** Returns what is against a name in which {@link Glob} wildcards are welcome. */
  static Optional<String> faultOfPattern(String name) {
    if (name.isBlank()) {
      return Optional.of("a device's name is empty");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of("a device's name has more than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '+' || c == '#' || c == '/' || (c == '$' && i == 0)) {
        return Optional.of("a device's name may not have '" + c + "' in it: " + name);
      }
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        return Optional.of("a device's name has the character U+%04X".formatted((int) c));
      }
    }
    return Optional.empty();
  }

  /** Returns the common name of the subject, or else the first DNS name. */
  static Optional<String> of(X509Certificate certificate) {
    return commonName(certificate).or(() -> dnsName(certificate));
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
      return parts.reversed().stream()
          .filter(part -> part.getType().equalsIgnoreCase("CN"))
          .map(part -> part.getValue())
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .findFirst();
    } catch (InvalidNameException notAName) {
      return Optional.empty();
    }
  }

  private static Optional<String> dnsName(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .findFirst();
    } catch (CertificateParsingException malformed) {
      return Optional.empty();
    }
  }
}
