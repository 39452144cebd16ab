package io.edgecoordinator.deployment;

import io.vertx.core.Future;

/** Stands for a download where there is no way to one. */
final class NoDownload implements Download {

  @Override
  public Future<Void> start() {
    return Future.failedFuture("bundles can't be fetched here");
  }

  @Override
  public void stop() {}

  @Override
  public long received() {
    return 0;
  }

  @Override
  public String trouble() {
    return "";
  }
}
