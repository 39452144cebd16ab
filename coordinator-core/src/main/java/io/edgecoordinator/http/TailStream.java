package io.edgecoordinator.http;

import io.edgecoordinator.event.Topics;
import io.edgecoordinator.flow.EventRouter;
import io.edgecoordinator.flow.Routed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends routed events to one watcher, a line of JSON each. A watcher that is slow, or a flood of
 * events, costs the watcher some of them and nobody else anything; a line {@code {"missed": n}}
 * tells how many.
 */
final class TailStream {

  /** The most lines a watcher gets in a second. */
  static final int MAX_PER_SECOND = 1_000;

  /** The most bytes that wait for a watcher to read them. */
  private static final int MAX_WAITING = 256 << 10;

  private final JsonMapper json;
  private final HttpServerResponse response;
  private final String filter;
  private final Clock clock;
  private long second;
  private int sent;
  private long missed;

  private TailStream(JsonMapper json, HttpServerResponse response, String filter, Clock clock) {
    this.json = json;
    this.response = response;
    this.filter = filter;
    this.clock = clock;
  }

  /**
   * Answers with a stream that ends when the watcher goes.
   *
   * @param ended called once, when it has gone
   */
  static void start(
      EventRouter router,
      JsonMapper json,
      HttpServerResponse response,
      String filter,
      Clock clock,
      Runnable ended) {
    TailStream stream = new TailStream(json, response, filter, clock);
    EventRouter.Tap tap = router.tap(stream::accept);
    response.setWriteQueueMaxSize(MAX_WAITING);
    response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
    response.endHandler(done -> {});
    response.closeHandler(gone -> {
      tap.close();
      ended.run();
    });
    response.exceptionHandler(broken -> {});
    response.writeHead();
  }

  private void accept(Routed routed) {
    if (!Topics.matches(filter, routed.event().topic())) {
      return;
    }
    Instant now = clock.instant();
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      sent = 0;
    }
    if (sent >= MAX_PER_SECOND || response.writeQueueFull()) {
      missed++;
      return;
    }
    if (missed > 0) {
      write(Map.of("missed", missed));
      missed = 0;
    }
    sent++;
    write(EventView.of(routed, now));
  }

  private void write(Map<String, Object> line) {
    response.write(Buffer.buffer(json.writeValueAsBytes(line)).appendByte((byte) '\n'));
  }
}
