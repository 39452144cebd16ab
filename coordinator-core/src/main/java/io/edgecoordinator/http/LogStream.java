package io.edgecoordinator.http;

import io.edgecoordinator.task.LogLine;
import io.edgecoordinator.task.TaskLogs;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends lines of a task's log to somebody, a line of JSON each. Who reads too slowly misses some,
 * and gets a line {@code {"missed": n}}.
 */
final class LogStream {

  /** The most bytes that wait to be read. */
  private static final int MAX_WAITING = 256 << 10;

  private final JsonMapper json;
  private final HttpServerResponse response;
  private long missed;

  LogStream(JsonMapper json, HttpServerResponse response) {
    this.json = json;
    this.response = response;
    response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
    response.putHeader("X-Content-Type-Options", "nosniff");
  }

  /** Sends a line, however many wait. */
  void write(LogLine line) {
    write(TaskViews.line(line));
  }

  /** Ends the answer. */
  void end() {
    response.end();
  }

  /**
   * Sends what is logged from now on, until the reader goes.
   *
   * @param ended called once, when he has gone
   */
  void follow(TaskLogs logs, String task, Runnable ended) {
    response.setWriteQueueMaxSize(MAX_WAITING);
    Runnable following = logs.follow(task, this::accept);
    response.endHandler(done -> {});
    response.closeHandler(gone -> {
      following.run();
      ended.run();
    });
    response.exceptionHandler(broken -> {});
    response.writeHead();
  }

  private void accept(LogLine line) {
    if (response.writeQueueFull()) {
      missed++;
      return;
    }
    if (missed > 0) {
      write(Map.of("missed", missed));
      missed = 0;
    }
    write(line);
  }

  private void write(Map<String, Object> view) {
    response.write(Buffer.buffer(json.writeValueAsBytes(view)).appendByte((byte) '\n'));
  }
}
