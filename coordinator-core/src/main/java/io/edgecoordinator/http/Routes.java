package io.edgecoordinator.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** Paths of the HTTP API that belong together. */
@FunctionalInterface
public interface Routes {

  /**
   * Adds them.
   *
   * @param body reads the bodies of those that have one, up to the API's bound
   */
  void addTo(Router router, BodyHandler body);
}
