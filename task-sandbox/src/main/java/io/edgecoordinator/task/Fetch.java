package io.edgecoordinator.task;

import io.edgecoordinator.event.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One fetch, from server to server as long as it is led on. Belongs to the event loop. */
final class Fetch {

  /** How long connections are kept that nobody uses, in seconds. */
  static final int IDLE_SECONDS = 10;

  /** Statuses by which a server leads on (RFC 9110, section 15.4). */
  private static final Set<Integer> LEADS_ON = Set.of(301, 302, 303, 307, 308);

  private final Vertx vertx;
  private final HttpClient client;
  private final FetchPermission permission;
  private final long maxBytes;
  private final int redirects;
  private final Promise<byte[]> answer = Promise.promise();
  private @Nullable HttpClientRequest underWay;

  /**
   * Creates a fetch; {@link #start} begins it.
   *
   * @param maxBytes of the answer's body
   * @param redirects how often it may be led on
   */
  Fetch(Vertx vertx, HttpClient client, FetchPermission permission, long maxBytes, int redirects) {
    this.vertx = vertx;
    this.client = client;
    this.permission = permission;
    this.maxBytes = maxBytes;
    this.redirects = redirects;
  }

  /**
   * Begins.
   *
   * @param millis how long it may take
   * @return the answer as JSON: {@code {"status", "url", "headers": {}, "body": base64}}; fails
   *     with one line
   */
  Future<byte[]> start(FetchRequest request, long millis) {
    long timer = vertx.setTimer(millis, _ -> end("it took longer than the " + millis + " ms left"));
    send(request, 0);
    return answer.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /** Ends it, unless it has ended. */
  void end(String why) {
    if (answer.tryFail(why)) {
      HttpClientRequest request = underWay;
      if (request != null) {
        request.reset();
      }
    }
  }

  private void send(FetchRequest request, int led) {
    URI url = request.url();
    if (!permission.permits(url)) {
      end(
          "%s%s is not permitted: permissions.fetch of the bundle %s"
              .formatted(led == 0 ? "" : "it is led on, and ", server(url), permission));
      return;
    }
    resolve(url)
        .compose(address -> client.request(options(request, address)))
        .compose(out -> send(out, request))
        .onComplete(in -> received(in, request, led), this::failed);
  }

  private static String server(URI url) {
    return url.getHost() + ":" + FetchPermission.port(url);
  }

  /** Finds the address that is connected to, and not asked for again in between. */
  private Future<SocketAddress> resolve(URI url) {
    Promise<SocketAddress> found = Promise.promise();
    vertx.executeBlocking(() -> found.tryComplete(address(url)), false).onFailure(found::tryFail);
    return found.future();
  }

  private SocketAddress address(URI url) {
    String host = FetchPermission.bare(url.getHost());
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("there is no host " + host);
    }
    if (!permission.permits(url, address)) {
      throw new IllegalArgumentException(
          "%s leads to %s, of this box or its link, which permissions.fetch must name itself"
              .formatted(host, address.getHostAddress()));
    }
    return SocketAddress.inetSocketAddress(
        new InetSocketAddress(address, FetchPermission.port(url)));
  }

  private static RequestOptions options(FetchRequest request, SocketAddress address) {
    URI url = request.url();
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setServer(address)
            .setHost(FetchPermission.bare(url.getHost()))
            .setPort(FetchPermission.port(url))
            .setSsl(FetchPermission.isSecure(url))
            .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    request.headers().forEach(options::putHeader);
    return options;
  }

  private Future<HttpClientResponse> send(HttpClientRequest out, FetchRequest request) {
    out.exceptionHandler(this::failed);
    if (answer.future().isComplete()) {
      out.reset();
      return Future.failedFuture("it has ended");
    }
    underWay = out;
    return request.body().length == 0 ? out.send() : out.send(Buffer.buffer(request.body()));
  }

  private void received(HttpClientResponse in, FetchRequest request, int led) {
    Buffer body = Buffer.buffer();
    in.exceptionHandler(this::failed);
    in.handler(bytes -> {
      if (body.length() + bytes.length() > maxBytes) {
        end("the answer has more than %d bytes, the task's limit output".formatted(maxBytes));
      } else {
        body.appendBuffer(bytes);
      }
    });
    in.endHandler(_ -> {
      String location = in.getHeader("Location");
      if (location != null && LEADS_ON.contains(in.statusCode())) {
        follow(request, in.statusCode(), location, led);
      } else {
        answer.tryComplete(json(in, request, body));
      }
    });
  }

  private void follow(FetchRequest request, int status, String location, int led) {
    if (answer.future().isComplete()) {
      return;
    }
    if (led >= redirects) {
      end("it was led on " + redirects + " times");
      return;
    }
    try {
      send(request.ledOn(status, location), led + 1);
    } catch (IllegalArgumentException wrong) {
      failed(wrong);
    }
  }

  private static byte[] json(HttpClientResponse in, FetchRequest request, Buffer body) {
    Map<String, Object> headers = new LinkedHashMap<>();
    in.headers()
        .forEach((name, value) ->
            headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("status", in.statusCode());
    view.put("url", request.url().toString());
    view.put("headers", headers);
    view.put("body", Base64.getEncoder().encodeToString(body.getBytes()));
    return Payload.ofJson(view).bytes();
  }

  private void failed(Throwable failure) {
    String message = failure.getMessage();
    end(message == null ? failure.getClass().getSimpleName() : message);
  }
}
