package io.edgecoordinator.mqtt;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which HTTP requests may become a WebSocket (MQTT 5, section 6). There may be no login on this
 * box, so a browser on it must not lend its place to a page from elsewhere: such a page shows in
 * Origin, and a foreign name that was made to resolve to this box (DNS rebinding) in Host.
 *
 * @param name a name of this box, besides {@code localhost} and its addresses
 * @param secure whether TLS has proven already that this box is who the client thinks it is
 * @param maxPacketBytes the longest packet of MQTT
 */
record WebSocketGate(String name, boolean secure, int maxPacketBytes) {

  /** The subprotocol, and the name that device SDKs of AWS IoT give it, which mean MQTT 3.1.1. */
  static final List<String> PROTOCOLS = List.of("mqtt", "mqttv3.1");

  private static final String PATH = "/mqtt";

  /** A frame may hold several packets, or parts of them. */
  private static final int MORE_THAN_A_PACKET = 1 << 16;

  /**
   * Why not.
   *
   * @param status of HTTP
   */
  record Refusal(int status, String reason) {}

  /** Returns how frames are to be read. */
  WebSocketDecoderConfig decoder() {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(maxPacketBytes + MORE_THAN_A_PACKET)
        .closeOnProtocolViolation(false)
        .build();
  }

  Optional<Refusal> refusal(FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refusal(400, "malformed HTTP");
    }
    String path = request.uri().split("\\?", 2)[0];
    if (!path.equals(PATH) && !path.equals("/")) {
      return refusal(404, "MQTT over WebSocket is at " + PATH);
    }
    if (!request.method().equals(HttpMethod.GET)
        || !request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return refusal(400, "this is for MQTT over WebSocket");
    }
    boolean offered =
        request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .anyMatch(each -> PROTOCOLS.contains(each.strip()));
    if (!offered) {
      return refusal(400, "the client does not offer the subprotocol mqtt");
    }
    return ofBrowser(
        request.headers().get(HttpHeaderNames.HOST), request.headers().get(HttpHeaderNames.ORIGIN));
  }

  private Optional<Refusal> ofBrowser(@Nullable String authority, @Nullable String origin) {
    String host = hostOf("ws://" + authority);
    if (!secure && !isOurs(host)) {
      return refusal(
          421, "Host must be localhost or an address of this box, not a name that points to it");
    }
    if (origin != null && !host.equals(hostOf(origin))) {
      return refusal(403, "a page of another origin may not use this");
    }
    return Optional.empty();
  }

  private boolean isOurs(String host) {
    return host.equals("localhost")
        || host.equals(name.toLowerCase(Locale.ROOT))
        || NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host);
  }

  /** Returns the host of a URL, or something that is none. */
  private static String hostOf(String url) {
    try {
      String host = new URI(url).getHost();
      return host == null ? "?" : host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    } catch (URISyntaxException malformed) {
      return "?";
    }
  }

  private static Optional<Refusal> refusal(int status, String reason) {
    return Optional.of(new Refusal(status, reason));
  }
}
