package io.edgecoordinator.shadow;

import io.edgecoordinator.log.LogThrottle;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of rows whose updates are rejected: whoever sent the event does not know that
 * it became one. Belongs to the event loop.
 */
final class RowComplaints {

  private static final Logger log = LoggerFactory.getLogger(ShadowService.class);

  private final LogThrottle throttle;

  RowComplaints(InstantSource clock) {
    throttle = new LogThrottle(5, clock);
  }

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
}
