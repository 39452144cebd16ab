package io.edgecoordinator.task;

import io.edgecoordinator.log.LogThrottle;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one version of a task has done, and the log of what went wrong. Belongs to the loop. */
final class TaskStatistics {

  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  /** Share of the newest call in the mean. */
  private static final double NEWEST = 0.05;

  private final String task;
  private final LogThrottle complaints = new LogThrottle(2, InstantSource.system());
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private long calls;
  private long timed;
  private double averageMicros;
  private long retries;
  private long retriesRefused;
  private long deadLetters;
  private long deadLettersLost;
  private @Nullable String lastFailure;

  TaskStatistics(String task) {
    this.task = task;
  }

  /** Counts the time of a call that ran. */
  void ran(Duration took) {
    double micros = took.toNanos() / 1e3;
    averageMicros += (micros - averageMicros) * (timed == 0 ? 1 : NEWEST);
    timed++;
  }

  /** Counts a call that ended well. */
  void succeeded() {
    calls++;
  }

  /** Counts a call that failed. */
  void failed(TaskDelivery delivery, int attempt, Failed failure) {
    calls++;
    failures.merge(failure.reason(), 1L, Long::sum);
    lastFailure = failure.message();
    if (complaints.permits()) {
      log.warn(
          "task {} failed on event {} ({}, attempt {}): {}: {}{}{}",
          task,
          delivery.event().idText(),
          delivery.event().topic(),
          attempt,
          failure.reason(),
          failure.message(),
          failure.details().isEmpty() ? "" : " " + failure.details().replace('\n', ' '),
          complaints.takeSuppressed());
    }
  }

  /** Counts a failed call that is tried again. */
  void retried() {
    retries++;
  }

  /** Counts a failed call that is not tried again, since too many rest already. */
  void retryRefused() {
    retriesRefused++;
  }

  /** Counts an event that went to its dead-letter topic. */
  void deadLetter() {
    deadLetters++;
  }

  /** Counts an event that should have gone to its dead-letter topic and could not. */
  void deadLetterLost(TaskDelivery delivery, String why) {
    deadLettersLost++;
    if (complaints.permits()) {
      log.error(
          "task {}: event {} ({}) is given up and can't go to its dead-letter topic: {}{}",
          task,
          delivery.event().idText(),
          delivery.event().topic(),
          why,
          complaints.takeSuppressed());
    }
  }

  /** Returns all that is counted, and what others count. */
  TaskStatus status(
      TaskDefinition definition, long queued, int underWay, EnvironmentUse environments) {
    return new TaskStatus(
        definition,
        calls,
        Map.copyOf(failures),
        new TaskStatus.Consequences(retries, retriesRefused, deadLetters, deadLettersLost),
        queued,
        underWay,
        environments,
        Math.round(averageMicros),
        lastFailure);
  }
}
