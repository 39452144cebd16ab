package io.edgecoordinator.deployment.download;

import io.edgecoordinator.tls.Authorities;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes clients of web servers, whose certificates must be good. Belongs to the event loop. */
final class WebAccess {

  private static final int CONNECT_MILLIS = 10_000;
  private static final int MOST_HEADER_BYTES = 32 << 10;

  private final Vertx vertx;
  private final @Nullable Path ca;

  WebAccess(Vertx vertx, @Nullable Path ca) {
    this.vertx = vertx;
    this.ca = ca;
  }

  /**
   * Makes a client, of the authorities as they are now; reading them takes a while. The caller
   * closes it.
   */
  Future<HttpClient> client() {
    return vertx
        .executeBlocking(() -> Authorities.systemAnd(ca), false)
        .map(trusted ->
            vertx.createHttpClient(
                new HttpClientOptions()
                    .setSsl(true)
                    .setTrustOptions(TrustOptions.wrap(trusted))
                    .setVerifyHost(true)
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setMaxHeaderSize(MOST_HEADER_BYTES)));
  }
}
