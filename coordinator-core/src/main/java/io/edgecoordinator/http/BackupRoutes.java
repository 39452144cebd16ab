package io.edgecoordinator.http;

import io.edgecoordinator.backup.Backups;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A backup of the box, and the return to one: {@code POST /api/backup} answers with the file,
 * {@code POST /api/restore} takes it. Neither is ever in memory as a whole. Belongs to the event
 * loop.
 */
public final class BackupRoutes implements Routes {

  private static final String RESTORE = "/api/restore";

  private final Vertx vertx;
  private final Backups backups;

  /** Creates the routes. */
  public BackupRoutes(Vertx vertx, Backups backups) {
    this.vertx = vertx;
    this.backups = backups;
  }

  @Override
  public void addTo(Router router, BodyHandler body) {
    router.post("/api/backup").handler(body).handler(this::backUp);
    router.get(RESTORE).handler(this::last);
    router.post(RESTORE).handler(this::restore);
  }

  /** Says whether a request brings a backup, which no form of a web page can. */
  static boolean takesBackup(RoutingContext request) {
    return request.request().method().equals(HttpMethod.POST)
        && request.normalizedPath().equals(RESTORE)
        && "application/zip".equals(request.request().getHeader(HttpHeaders.CONTENT_TYPE));
  }

  private void backUp(RoutingContext request) {
    backups
        .begin()
        .onSuccess(file ->
            request
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/zip")
                .sendFile(file.toString())
                .onComplete(_ -> backups.end()))
        .onFailure(failure -> refuse(request, failure));
  }

  private void last(RoutingContext request) {
    backups
        .last()
        .onSuccess(digest -> HttpApi.send(request, 200, Map.of("restored", digest)))
        .onFailure(request::fail);
  }

  private void restore(RoutingContext request) {
    if (!takesBackup(request)) {
      throw new Refusal(415, "the body must be a backup, with Content-Type application/zip");
    }
    long length = length(request.request());
    HttpServerRequest upload = request.request().pause();
    backups
        .beginRestore(length)
        .compose(file -> receive(upload, file).onFailure(_ -> backups.end()))
        .compose(_ -> backups.stage())
        .onSuccess(manifest -> {
          // The answer is to go out before the connection is closed.
          request.addEndHandler(_ -> backups.restart());
          HttpApi.send(request, 200, Map.of("restoring", manifest.digest()));
        })
        .onFailure(failure -> refuse(request, failure));
  }

  private static long length(HttpServerRequest upload) {
    String length = upload.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      throw new Refusal(411, "the request must say how long the backup is, in Content-Length");
    }
    return Long.parseLong(length); // HTTP itself has taken it for a number
  }

  private Future<Void> receive(HttpServerRequest upload, Path file) {
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true))
        .compose(opened -> upload.pipeTo(opened));
  }

  private static void refuse(RoutingContext request, Throwable failure) {
    switch (failure) {
      case IllegalStateException busy ->
          request.fail(new Refusal(409, String.valueOf(busy.getMessage())));
      case IOException unusable ->
          request.fail(new Refusal(422, String.valueOf(unusable.getMessage())));
      default -> request.fail(failure);
    }
  }
}
