package io.edgecoordinator.http;

import io.edgecoordinator.bundle.BundleException;
import io.edgecoordinator.deployment.Deployment;
import io.edgecoordinator.deployment.Deployments;
import io.edgecoordinator.document.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What can be seen of deployments, and done with them. Belongs to the event loop. */
public final class DeploymentRoutes implements Routes {

  private static final String PATH = "/api/deployments";

  private final Vertx vertx;
  private final Deployments deployments;

  /** Creates the routes. */
  public DeploymentRoutes(Vertx vertx, Deployments deployments) {
    this.vertx = vertx;
    this.deployments = deployments;
  }

  @Override
  public void addTo(Router router, BodyHandler body) {
    router.get(PATH).handler(request -> HttpApi.send(request, 200, list()));
    router.post(PATH).handler(this::deploy);
    router.get(PATH + "/:id").handler(request -> HttpApi.send(request, 200, view(known(request))));
    router.post(PATH + "/:id/cancel").handler(body).handler(this::cancel);
    router.post("/api/bundles/:name/rollback").handler(body).handler(this::rollback);
  }

  /** Says whether a request brings an archive, which no form of a web page can. */
  static boolean takesArchive(RoutingContext request) {
    return request.request().method().equals(HttpMethod.POST)
        && request.normalizedPath().equals(PATH)
        && "application/zip".equals(request.request().getHeader(HttpHeaders.CONTENT_TYPE));
  }

  private Object list() {
    return Map.of("deployments", deployments.all().stream().map(this::view).toList());
  }

  private Map<String, Object> view(Deployment deployment) {
    return DeploymentViews.deployment(deployment, deployments.percent(deployment));
  }

  private Deployment known(RoutingContext request) {
    String id = Objects.requireNonNull(request.pathParam("id"));
    return deployments
        .find(id)
        .orElseThrow(() ->
            new Refusal(
                404, "there is no deployment " + id + "; `coordinator deployments` lists them"));
  }

  private void deploy(RoutingContext request) {
    long size = size(request);
    HttpServerRequest upload = request.request().pause();
    answer(
        request,
        deployments
            .beginUpload(size)
            .compose(file ->
                receive(upload, file)
                    .compose(_ -> deployments.deploy(file))
                    .onComplete(_ -> deployments.endUpload(file))));
  }

  private long size(RoutingContext request) {
    if (!takesArchive(request)) {
      throw new Refusal(415, "the body must be a bundle, with Content-Type application/zip");
    }
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || !length.matches("[0-9]{1,18}")) {
      throw new Refusal(411, "the length of the bundle must be said beforehand");
    }
    long size = Long.parseLong(length);
    if (size > deployments.archiveBytes()) {
      throw new Refusal(
          413,
          "the bundle has %d bytes, %d MiB are allowed"
              .formatted(size, deployments.archiveBytes() >> 20));
    }
    return size;
  }

  private Future<Void> receive(HttpServerRequest upload, Path file) {
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true))
        .compose(opened -> upload.pipeTo(opened));
  }

  private void cancel(RoutingContext request) {
    Deployment deployment = known(request);
    deployments
        .cancel(deployment.id())
        .onSuccess(_ -> HttpApi.send(request, 200, view(known(request))))
        .onFailure(request::fail);
  }

  private void rollback(RoutingContext request) {
    answer(request, deployments.rollback(Objects.requireNonNull(request.pathParam("name"))));
  }

  private void answer(RoutingContext request, Future<Deployment> begun) {
    begun
        .onSuccess(deployment -> HttpApi.send(request, 200, view(deployment)))
        .onFailure(failure -> {
          switch (failure) {
            case BundleException faulty ->
                HttpApi.send(
                    request,
                    400,
                    Map.of(
                        "error",
                        String.valueOf(faulty.getMessage()),
                        "faults",
                        faults(faulty.faults())));
            case IllegalArgumentException unfit ->
                request.fail(new Refusal(400, String.valueOf(unfit.getMessage())));
            case IllegalStateException impossible ->
                request.fail(new Refusal(409, String.valueOf(impossible.getMessage())));
            default -> request.fail(failure);
          }
        });
  }

  private static List<String> faults(List<Fault> faults) {
    return faults.stream().map(Fault::toString).toList();
  }
}
