package io.edgecoordinator.deployment.download;

/** Something that another try would not mend. The message is for people. */
final class LastingFailure extends Exception {

  LastingFailure(String message) {
    super(message);
  }
}
