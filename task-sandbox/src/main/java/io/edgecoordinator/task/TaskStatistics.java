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
  private final TaskLogger lines;
  private final LogThrottle complaints = new LogThrottle(2, InstantSource.system());
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private long calls;
  private final CallTimes times = new CallTimes();
  private long timed;
  private double averageMicros;
  private long overtaken;
  private long retries;
  private long retriesRefused;
  private long deadLetters;
  private long deadLettersLost;
  private @Nullable String lastFailure;

  /**
   * Creates statistics without calls.
   *
   * @param lines keeps what went wrong for those who look
   */
  TaskStatistics(String task, TaskLogger lines) {
    this.task = task;
    this.lines = lines;
  }

  /** Returns the task's own log. */
  TaskLogger lines() {
    return lines;
  }

  /** Counts the time of a call that ran. */
  void ran(Duration took) {
    double micros = took.toNanos() / 1e3;
    averageMicros += (micros - averageMicros) * (timed == 0 ? 1 : NEWEST);
    times.add(Math.round(micros));
    timed++;
  }

  /** Counts a call that is run again, since others changed what it had read of the state. */
  void overtaken() {
    overtaken++;
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
    lines.failure(delivery, attempt, failure);
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
      TaskDefinition definition,
      TaskState state,
      long queued,
      int underWay,
      EnvironmentUse environments) {
    return new TaskStatus(
        definition,
        calls,
        Map.copyOf(failures),
        new TaskStatus.Consequences(retries, retriesRefused, deadLetters, deadLettersLost),
        queued,
        underWay,
        environments,
        new TaskStatus.Times(Math.round(averageMicros), times.quantile(0.5), times.quantile(0.99)),
        new TaskStatus.State(state.keys(), state.bytes(), overtaken),
        lastFailure);
  }
}
