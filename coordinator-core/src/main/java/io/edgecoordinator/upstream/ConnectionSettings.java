package io.edgecoordinator.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect to, and as whom.
 *
 * @param name of the link, for threads
 * @param tls null for none
 * @param will published by the broker when this connection ends without a goodbye; null for a
 *     visitor, of whom the broker keeps nothing
 */
record ConnectionSettings(
    String name,
    BrokerAddress address,
    @Nullable SSLContext tls,
    String clientId,
    @Nullable String user,
    @Nullable Path passwordFile,
    @Nullable OutgoingMessage will) {

  /** So long the broker keeps what waits for this box while it is away. */
  private static final long SESSION_EXPIRY = 86_400;

  /** After one and a half times this the broker gives a silent box up. */
  private static final int KEEP_ALIVE = 15;

  int keepAliveSeconds() {
    return KEEP_ALIVE;
  }

  long sessionExpirySeconds() {
    return will == null ? 0 : SESSION_EXPIRY;
  }

  /** Fills in user and password; the file is read anew for each connection. */
  void login(MqttConnectionOptions options) {
    if (user != null) {
      options.setUserName(user);
    }
    if (passwordFile != null) {
      try {
        options.setPassword(
            Files.readString(passwordFile).strip().getBytes(StandardCharsets.UTF_8));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(
            "the password file " + passwordFile + " cannot be read", unreadable);
      }
    }
  }
}
