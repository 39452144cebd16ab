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
 * @param times how long its handler takes
 * @param state what it keeps
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
    Times times,
    State state,
    @Nullable String lastFailure) {

  /**
   * How long the handler takes, in microseconds, of the latest calls most; 0 if it never ran.
   *
   * @param averageMicros the mean
   * @param p50Micros half of the calls took no longer
   * @param p99Micros 99 of 100 calls took no longer
   */
  public record Times(long averageMicros, long p50Micros, long p99Micros) {}

  /**
   * What a task keeps in {@code context.state}, as far as it was used since the start.
   *
   * @param keys how many there are
   * @param bytes of keys and values
   * @param overtaken calls that were run again, since others changed what they had read
   */
  public record State(int keys, long bytes, long overtaken) {}

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
