package io.edgecoordinator.deployment.download;

/** A download was ended by who had begun it. */
final class DownloadStopped extends Exception {

  DownloadStopped() {
    super("the download was stopped", null, false, false);
  }
}
