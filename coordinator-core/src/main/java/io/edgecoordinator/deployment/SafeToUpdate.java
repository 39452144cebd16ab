package io.edgecoordinator.deployment;

import io.vertx.core.Future;

/** Asks the tasks of a bundle whether a new version may come now. Belongs to the event loop. */
@FunctionalInterface
public interface SafeToUpdate {

  /** Nobody is asked. */
  SafeToUpdate ALWAYS = (_, _) -> Future.succeededFuture(true);

  /**
   * Asks those tasks of the version in force that want to be asked.
   *
   * @param version the new one
   * @return false if one of them says "not now"; a failure is as good as true
   */
  Future<Boolean> ask(String bundle, String version);
}
