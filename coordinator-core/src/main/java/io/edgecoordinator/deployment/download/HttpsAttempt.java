package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get what is missing of a bundle, or its first gap, from a web server, which may
 * lead on to another. Belongs to the event loop.
 */
final class HttpsAttempt {

  /** How often a server may lead on. */
  static final int MOST_REDIRECTS = 5;

  /** Statuses by which a server leads on (RFC 9110, section 15.4). */
  private static final Set<Integer> LEADS_ON = Set.of(301, 302, 303, 307, 308);

  /** Of the statuses from 400 to 499, those that may be others at the next try. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final Vertx vertx;
  private final HttpClient client;
  private final Install desired;
  private final Blocks blocks;
  private final long stallMillis;
  private final DownloadCounters counters;
  private final Promise<Void> done = Promise.promise();
  private URI address;
  private int redirects;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private int block;
  private int taken;
  private Buffer begun = Buffer.buffer();
  private long stallTimer = -1;

  HttpsAttempt(
      Vertx vertx,
      HttpClient client,
      Install desired,
      Blocks blocks,
      long stallMillis,
      DownloadCounters counters) {
    this.vertx = vertx;
    this.client = client;
    this.desired = desired;
    this.blocks = blocks;
    this.stallMillis = stallMillis;
    this.counters = counters;
    this.address = URI.create(desired.from());
  }

  /**
   * Begins.
   *
   * @return completes when the server has sent what it was asked for; fails with a {@link
   *     LastingFailure} if there is no point in another attempt, and otherwise with any other
   */
  Future<Void> start() {
    ask();
    return done.future();
  }

  /** Ends it; what has come stays. */
  void end(Throwable why) {
    if (done.tryFail(why)) {
      close();
    }
  }

  private void close() {
    vertx.cancelTimer(stallTimer);
    if (request != null) {
      request.reset();
    }
  }

  /** Returns how many blocks it has brought. */
  int taken() {
    return taken;
  }

  /** There is room again for what the server sends. */
  void roomy() {
    if (response != null && !done.future().isComplete()) {
      expectSoon();
      response.resume();
    }
  }

  private void expectSoon() {
    vertx.cancelTimer(stallTimer);
    stallTimer =
        vertx.setTimer(
            stallMillis,
            _ -> end(new TimeoutException("nothing came for " + stallMillis / 1_000 + " s")));
  }

  private void ask() {
    expectSoon();
    client
        .request(options())
        .compose(out -> {
          request = out;
          out.exceptionHandler(this::end);
          if (done.future().isComplete()) {
            out.reset();
          }
          return out.send();
        })
        .onComplete(this::answered, this::end);
  }

  /** Asks for what is missing, up to the next block that is there. */
  private RequestOptions options() {
    block = blocks.nextMissing(0);
    long first = Blocks.offset(block);
    long end = Math.min(Blocks.offset(blocks.nextPresent(block)), desired.size());
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(address.toString())
            .setFollowRedirects(false)
            .putHeader("Accept-Encoding", "identity");
    if (end - first < desired.size()) {
      options.putHeader("Range", "bytes=%d-%d".formatted(first, end - 1));
      if (!blocks.validator().isEmpty()) {
        options.putHeader("If-Range", blocks.validator());
      }
    }
    return options;
  }

  private void answered(HttpClientResponse in) {
    if (done.future().isComplete()) {
      return;
    }
    try {
      String location = in.getHeader("Location");
      if (location != null && LEADS_ON.contains(in.statusCode())) {
        in.exceptionHandler(_ -> {});
        follow(location);
        return;
      }
      in.exceptionHandler(this::end);
      switch (in.statusCode()) {
        case 200 -> requireWhole(in);
        case 206 -> requirePart(ContentRange.of(in.getHeader("Content-Range")));
        default -> refuse(in);
      }
      response = in;
      in.handler(this::take);
      in.endHandler(_ -> ended());
    } catch (IOException | LastingFailure failure) {
      end(failure);
    }
  }

  private void follow(String location) throws LastingFailure {
    URI next;
    try {
      next = address.resolve(location);
    } catch (IllegalArgumentException malformed) {
      throw new LastingFailure("it leads on to what is no address");
    }
    if (!"https".equals(next.getScheme()) || next.getHost() == null) {
      throw new LastingFailure("it leads on to " + shown(next) + ", which is not https");
    }
    if (++redirects > MOST_REDIRECTS) {
      throw new LastingFailure("it leads on more than " + MOST_REDIRECTS + " times");
    }
    if (request != null) {
      request.reset();
    }
    address = next;
    ask();
  }

  /** The server sends all of it, since it was asked for all, has no parts, or has another file. */
  private void requireWhole(HttpClientResponse in) throws LastingFailure {
    String length = in.getHeader("Content-Length");
    if (length != null && !length.equals(Long.toString(desired.size()))) {
      throw wrongSize(length);
    }
    String tag = in.getHeader("ETag");
    blocks.startOver(tag == null || tag.startsWith("W/") ? "" : tag);
    block = 0;
  }

  private void requirePart(ContentRange part) throws LastingFailure, IOException {
    if (part.total() >= 0 && part.total() != desired.size()) {
      throw wrongSize(Long.toString(part.total()));
    }
    if (part.first() != Blocks.offset(block)) {
      throw new IOException("it answers with another part than it was asked for");
    }
  }

  private LastingFailure wrongSize(String size) {
    return new LastingFailure(
        "it has %s bytes there, and the bundle has %d".formatted(size, desired.size()));
  }

  private void refuse(HttpClientResponse in) throws LastingFailure, IOException {
    int status = in.statusCode();
    long total = ContentRange.of(in.getHeader("Content-Range")).total();
    if (status == 416 && total >= 0 && total != desired.size()) {
      throw wrongSize(Long.toString(total));
    }
    String answer = "it answers " + (status + " " + in.statusMessage()).strip();
    if (status < 500 && !PASSING.contains(status)) {
      throw new LastingFailure(answer);
    }
    throw new IOException(answer);
  }

  private void take(Buffer bytes) {
    if (done.future().isComplete()) {
      return;
    }
    expectSoon();
    int from = 0;
    while (from < bytes.length()) {
      if (block == blocks.count()) {
        end(
            new LastingFailure(
                "it sends more than the %d bytes of the bundle".formatted(desired.size())));
        return;
      }
      int wanted = blocks.length(block) - begun.length();
      int to = Math.min(from + wanted, bytes.length());
      begun.appendBuffer(bytes, from, to - from);
      from = to;
      if (begun.length() == blocks.length(block)) {
        if (!blocks.has(block)) {
          blocks.put(block, begun.getBytes());
          counters.blocks++;
          taken++;
        }
        block++;
        begun = Buffer.buffer();
      }
    }
    if (!blocks.isRoomFor(0) && response != null) {
      response.pause();
      vertx.cancelTimer(stallTimer);
    }
  }

  private void ended() {
    vertx.cancelTimer(stallTimer);
    if (begun.length() > 0) {
      end(new IOException("it stopped in the middle"));
    } else {
      done.tryComplete();
    }
  }

  /** Returns an address as it may be logged: a query may hold a secret. */
  static String shown(URI address) {
    return "%s://%s%s".formatted(address.getScheme(), address.getHost(), address.getRawPath());
  }
}
