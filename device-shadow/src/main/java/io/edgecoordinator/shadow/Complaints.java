package io.edgecoordinator.shadow;

import io.edgecoordinator.log.LogThrottle;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator is told of requests that came to nothing. Belongs to the event loop. */
final class Complaints {

  private static final Logger log = LoggerFactory.getLogger(ShadowService.class);

  private final LogThrottle throttle;

  Complaints(InstantSource clock) {
    throttle = new LogThrottle(5, clock);
  }

  /** A row's update was rejected: who sent the event does not know that it became one. */
  void rejected(String row, ShadowRequest request, ShadowRejection why) {
    if (throttle.permits()) {
      log.info(
          "flow {}: the update of shadow {} for {} was rejected: {} {}{}",
          row,
          request.shadow(),
          request.by().name(),
          why.code(),
          why.getMessage(),
          throttle.takeSuppressed());
    }
  }

  /** A request could not even be rejected as it should. */
  void broken(ShadowRequest request, RuntimeException why) {
    if (throttle.permits()) {
      log.error(
          "{} of shadow {} for {} failed{}",
          request.operation(),
          request.shadow(),
          request.by().name(),
          throttle.takeSuppressed(),
          why);
    }
  }
}
