package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Access;
import io.edgecoordinator.tls.ServerTls;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where devices come in, and who is let in.
 *
 * @param address where to listen; port 0 picks a free one
 * @param websocket the same for MQTT over WebSocket, or null for none of that
 * @param tls for both, or null for neither
 */
public record MqttEntry(
    SocketAddress address,
    @Nullable SocketAddress websocket,
    @Nullable ServerTls tls,
    Access access) {

  /** Returns an entry for everybody who reaches an address. */
  public static MqttEntry open(SocketAddress address) {
    return new MqttEntry(address, null, null, Access.open());
  }
}
