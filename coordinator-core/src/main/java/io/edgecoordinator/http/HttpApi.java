package io.edgecoordinator.http;

import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.config.ListenException;
import io.edgecoordinator.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API: JSON in, JSON out, errors as {@code {"error": …}}. It sees the coordinator through
 * {@link Inspection} and belongs to the event loop of the parts it looks at.
 */
public final class HttpApi {

  private static final int MAX_BODY = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(HttpApi.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final HostPort address;
  private final Inspection inspection;
  private final Traffic traffic;
  private final Metrics metrics;
  private final Router router;
  private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY);
  private final HttpServer server;

  /**
   * Creates the API; {@link #start} opens it.
   *
   * @param address where to listen; port 0 picks a free one
   * @param inspection what there is to see
   * @param traffic who is connected and what waits
   * @param metrics what is counted
   * @param tls null for plain HTTP
   */
  public HttpApi(
      Vertx vertx,
      HostPort address,
      Inspection inspection,
      Traffic traffic,
      Metrics metrics,
      @Nullable ServerTls tls) {
    this.address = address;
    this.inspection = inspection;
    this.traffic = traffic;
    this.metrics = metrics;
    HttpServerOptions options =
        new HttpServerOptions().setHost(address.host()).setPort(address.port());
    if (tls != null) {
      options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()));
    }
    this.router = routes(vertx, tls != null);
    this.server = vertx.createHttpServer(options).requestHandler(router);
  }

  /** Adds paths of a part that the API does not know. To be called before the start. */
  public HttpApi add(Routes routes) {
    routes.addTo(router, body);
    return this;
  }

  /** Begins to listen, and returns the address in use. */
  public Future<HostPort> start() {
    return server
        .listen()
        .map(open -> new HostPort(address.host(), open.actualPort()))
        .recover(failure -> Future.failedFuture(new ListenException("http", address, failure)));
  }

  /** Closes all connections. */
  public Future<Void> stop() {
    return server.close();
  }

  private Router routes(Vertx vertx, boolean secure) {
    Router routes = Router.router(vertx);
    routes
        .route()
        .handler(
            new BrowserGuard(secure ? "https" : "http", address.host().toLowerCase(Locale.ROOT)))
        .failureHandler(HttpApi::answerFailure);
    routes.get("/api/status").handler(answer(request -> inspection.status()));
    routes.get("/api/tasks").handler(answer(request -> inspection.tasks()));
    routes.get("/api/flows").handler(answer(request -> inspection.flows()));
    routes.get("/api/bundles").handler(answer(request -> inspection.bundles()));
    routes.get("/api/devices").handler(answer(request -> traffic.devicesView()));
    routes.get("/api/deliveries").handler(answer(request -> traffic.deliveriesView()));
    routes.get("/api/tail").handler(this::tail);
    routes.get("/metrics").handler(this::metrics);
    routes.post("/api/explain").handler(body).handler(answer(this::explain));
    TaskRoutes task = inspection.task();
    routes.get("/api/tasks/:name").handler(answer(task::task));
    routes.get("/api/tasks/:name/logs").handler(request -> task.logs(JSON, request));
    routes.get("/api/tasks/:name/state").handler(later(task::state));
    routes.delete("/api/tasks/:name/state").handler(later(task::dropState));
    routes.post("/api/tasks/:name/invoke").handler(body).handler(later(task::invoke));
    shadows(routes);
    // Vert.x's own answers for unknown paths, wrong methods and bodies that are too long.
    for (int status : new int[] {400, 404, 405, 413}) {
      routes.errorHandler(status, HttpApi::answerFailure);
    }
    return routes;
  }

  private void shadows(Router routes) {
    ShadowRoutes shadow = inspection.shadow();
    routes.get("/api/shadows").handler(answer(shadow::list));
    routes.get("/api/shadows/:thing").handler(later(shadow::show));
    routes.get("/api/shadows/:thing/history").handler(later(shadow::history));
    routes.post("/api/shadows/:thing").handler(body).handler(later(shadow::set));
    routes.put("/api/shadows/:thing").handler(body).handler(later(shadow::set));
    routes.delete("/api/shadows/:thing").handler(later(shadow::delete));
    inspection.shadowRest().addTo(routes, body);
  }

  private static io.vertx.core.Handler<RoutingContext> answer(
      Function<RoutingContext, Object> view) {
    return request -> send(request, 200, view.apply(request));
  }

  private Object explain(RoutingContext request) {
    return inspection.explain(ExplainRequest.read(JSON, request.body().buffer()));
  }

  private static io.vertx.core.Handler<RoutingContext> later(
      Function<RoutingContext, Future<Inspection.Answer>> view) {
    return request ->
        view.apply(request)
            .onSuccess(answer -> send(request, answer.status(), answer.body()))
            .onFailure(request::fail);
  }

  private void tail(RoutingContext request) {
    String filter = request.queryParams().get("topic");
    inspection.tail(JSON, request.response(), filter == null ? "#" : filter);
  }

  private void metrics(RoutingContext request) {
    request
        .response()
        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .end(metrics.page());
  }

  private static void answerFailure(RoutingContext request) {
    Throwable failure = request.failure();
    int status =
        switch (failure) {
          case Refusal refusal -> refusal.status();
          case JacksonException notJson -> 400;
          case null, default -> request.statusCode() < 0 ? 500 : request.statusCode();
        };
    String message =
        switch (failure) {
          case Refusal refusal -> String.valueOf(refusal.getMessage());
          case JacksonException notJson -> "the body is not the JSON it should be";
          case null, default -> reason(request, status);
        };
    if (status == 500 && !(failure instanceof Refusal)) {
      log.error("{} {} failed", request.request().method(), request.request().path(), failure);
    }
    if (request.response().headWritten()) {
      return;
    }
    if (ShadowRest.isSpokenBy(request)) {
      ShadowRest.refuse(request, status, message);
    } else {
      send(request, status, Map.of("error", message));
    }
  }

  private static String reason(RoutingContext request, int status) {
    return switch (status) {
      case 404 -> "there is nothing at " + request.request().path();
      case 405 -> request.request().path() + " does not take " + request.request().method();
      case 413 -> "the body has more than " + MAX_BODY + " bytes";
      case 500 -> "this should not happen; the coordinator's log says more";
      default -> "the request is malformed";
    };
  }

  static void send(RoutingContext request, int status, Object body) {
    send(request, status, Buffer.buffer(JSON.writeValueAsBytes(body)));
  }

  /** Answers with JSON that is written already. */
  static void send(RoutingContext request, int status, Buffer json) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(json);
  }
}
