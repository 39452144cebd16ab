package io.edgecoordinator.task;

import io.edgecoordinator.task.TaskResult.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task and how it does, for those who look.
 *
 * @param definition what it is
 * @param calls calls that ended, well or not
 * @param failures calls that failed, by reason
 * @param consequences what followed from that
 * @param queued calls that wait, or rest until they are tried again
 * @param underWay calls sent to an environment and not answered
 * @param environments the environments there are
 * @param averageMicros mean time of a call in microseconds, of the latest calls most
 * @param lastFailure the message of the latest failure, or null
 */
public record TaskStatus(
    TaskDefinition definition,
    long calls,
    Map<Reason, Long> failures,
    Consequences consequences,
    long queued,
    int underWay,
    EnvironmentUse environments,
    long averageMicros,
    @Nullable String lastFailure) {

  /**
   * What became of calls that failed.
   *
   * @param retries how often one was tried again
   * @param retriesRefused how often one was not, since too many rested already
   * @param deadLetters events that went to their dead-letter topic
   * @param deadLettersLost events that should have and could not
   */
  public record Consequences(
      long retries, long retriesRefused, long deadLetters, long deadLettersLost) {}
}
