package io.edgecoordinator.mqtt;

import io.edgecoordinator.log.LogThrottle;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines about what clients do, which they can provoke at will: so many a second and not more. */
final class ClientLog {

  private static final int LINES_PER_SECOND = 10;

  private static final Logger log = LoggerFactory.getLogger(MqttListener.class);

  private final LogThrottle throttle;

  ClientLog(InstantSource clock) {
    throttle = new LogThrottle(LINES_PER_SECOND, clock);
  }

  /**
   * Writes a line.
   *
   * @param client who it is about
   * @param what what happened to it
   */
  void info(Connection client, String what) {
    if (throttle.permits()) {
      log.info("{}: {}{}", client, what, throttle.takeSuppressed());
    }
  }
}
