package io.edgecoordinator.task;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Which web servers one task may fetch from, as {@link Permissions#fetch} says.
 *
 * <p>Addresses of this box itself and link-local ones are out of bounds even for a permitted name
 * that leads to them: an interface that trusts who is on the box must not be reached by changing a
 * name. Who wants it permits the address itself, or {@code localhost}.
 */
final class FetchPermission {

  private final List<String> hosts;

  FetchPermission(List<String> hosts) {
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Returns the port of a http or https address. */
  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return isSecure(url) ? 443 : 80;
  }

  static boolean isSecure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** Says whether the task may fetch from the server of an address. */
  boolean permits(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return hosts.stream().anyMatch(permitted -> matches(permitted, host, port(url)));
  }

  private static boolean matches(String permitted, String host, int port) {
    int colon = permitted.lastIndexOf(':');
    boolean hasPort =
        permitted.startsWith("[")
            ? colon > permitted.indexOf(']')
            : colon >= 0 && colon == permitted.indexOf(':');
    String name = hasPort ? permitted.substring(0, colon) : permitted;
    boolean portFits =
        hasPort
            ? permitted.substring(colon + 1).equals(Integer.toString(port))
            : port == 443 || port == 80;
    boolean nameFits =
        name.startsWith("*.")
            ? host.endsWith(name.substring(1)) && host.length() > name.length() - 1
            : bare(host).equals(bare(name));
    return portFits && nameFits;
  }

  /** Returns a host without the brackets of an IPv6 address. */
  static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Says whether the task may connect to where a permitted name leads. */
  boolean permits(URI url, InetAddress address) {
    return !isGuarded(address) || namesAddress(url.getHost());
  }

  private static boolean namesAddress(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.startsWith("[")
        || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static boolean isGuarded(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || embedsGuarded(address)
        || isOfThisBox(address);
  }

  /** An IPv4 address inside an IPv6 one: compatible (::a.b.c.d), 6to4 or NAT64. */
  private static boolean embedsGuarded(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    byte[] bytes = address.getAddress();
    int at = embeddedAt(bytes);
    if (at < 0) {
      return false;
    }
    byte[] embedded = {bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]};
    try {
      InetAddress inner = InetAddress.getByAddress(embedded);
      return inner instanceof Inet4Address && isGuarded(inner);
    } catch (UnknownHostException impossible) {
      return true;
    }
  }

  private static int embeddedAt(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    if (words.getShort(0) == 0x2002) {
      return 2;
    }
    boolean isCompatible = words.getLong(0) == 0 && words.getInt(8) == 0;
    return isCompatible || words.getInt(0) == 0x0064FF9B ? 12 : -1;
  }

  private static boolean isOfThisBox(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return true;
    }
  }

  @Override
  public String toString() {
    return hosts.isEmpty() ? "is empty" : "has " + String.join(", ", hosts);
  }
}
