package io.edgecoordinator.task;

import io.edgecoordinator.event.Payload;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call wants to fetch.
 *
 * @param method one of {@link #METHODS}
 * @param url absolute, http or https, with a host
 * @param headers none that belongs to the connection
 * @param body bytes to send; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FetchRequest(String method, URI url, Map<String, String> headers, byte[] body) {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final int MAX_HEADERS = 64;

  /**
   * Reads {@code {"method", "url", "headers": {}, "body": base64}}; all but the address may be
   * missing.
   *
   * @throws IllegalArgumentException if something is wrong, in one line
   */
  static FetchRequest read(byte @Nullable [] json) {
    Object value = json == null ? null : Payload.of(json).json();
    if (!(value instanceof Map<?, ?> map) || !(map.get("url") instanceof String url)) {
      throw new IllegalArgumentException("the address to fetch is missing");
    }
    String method =
        map.get("method") instanceof String given ? given.toUpperCase(Locale.ROOT) : "GET";
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("the method \"" + method + "\" is not possible");
    }
    byte[] body =
        map.get("body") instanceof String base64 ? Base64.getDecoder().decode(base64) : new byte[0];
    if (body.length > 0 && (method.equals("GET") || method.equals("HEAD"))) {
      throw new IllegalArgumentException(method + " has no body");
    }
    return new FetchRequest(method, address(url), headers(map.get("headers")), body);
  }

  private static URI address(String text) {
    try {
      return checked(new URI(text));
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("\"" + text + "\" is no address of a web server");
    }
  }

  private static URI checked(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("only http and https can be fetched, not " + url);
    }
    if (url.getHost() == null || url.getHost().isEmpty() || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("\"" + url + "\" needs a host, and no login");
    }
    return url;
  }

  private static Map<String, String> headers(@Nullable Object value) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, text) -> headers.put(String.valueOf(name), String.valueOf(text)));
    }
    if (headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException("more than " + MAX_HEADERS + " headers");
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (OURS.contains(name) || name.startsWith("proxy-") || !isToken(name)) {
        throw new IllegalArgumentException("the header \"" + name + "\" can't be set");
      }
      if (header
          .getValue()
          .chars()
          .anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F || c > 0xFF)) {
        throw new IllegalArgumentException("the header \"" + name + "\" has a value it can't have");
      }
    }
    return headers;
  }

  private static boolean isToken(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /**
   * Returns what to fetch next when a server leads on (RFC 9110, section 15.4): after 303, and
   * after 301 and 302 for a POST, by GET. What identifies the task is not told another server.
   *
   * @throws IllegalArgumentException if the new address is none
   */
  FetchRequest ledOn(int status, String location) {
    URI to;
    try {
      to = checked(url.resolve(new URI(location)));
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("the server leads on to \"" + location + "\", no address");
    }
    boolean asGet =
        (status == 303 && !method.equals("HEAD"))
            || ((status == 301 || status == 302) && method.equals("POST"));
    Map<String, String> onward = new LinkedHashMap<>(headers);
    boolean same =
        to.getHost().equalsIgnoreCase(url.getHost())
            && FetchPermission.port(to) == FetchPermission.port(url)
            && FetchPermission.isSecure(to) == FetchPermission.isSecure(url);
    onward.keySet().removeIf(name -> (!same && isSecret(name)) || (asGet && isOfBody(name)));
    return new FetchRequest(asGet ? "GET" : method, to, onward, asGet ? new byte[0] : body);
  }

  private static boolean isSecret(String header) {
    return header.equalsIgnoreCase("authorization") || header.equalsIgnoreCase("cookie");
  }

  private static boolean isOfBody(String header) {
    return header.toLowerCase(Locale.ROOT).startsWith("content-");
  }
}
