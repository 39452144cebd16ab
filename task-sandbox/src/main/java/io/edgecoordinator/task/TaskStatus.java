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
 * @param queued calls that wait
 * @param underWay calls sent to an environment and not answered
 * @param environments environments there are
 * @param averageMicros mean time of a call in microseconds, of the latest calls most
 * @param lastFailure the message of the latest failure, or null
 */
public record TaskStatus(
    TaskDefinition definition,
    long calls,
    Map<Reason, Long> failures,
    int queued,
    int underWay,
    int environments,
    long averageMicros,
    @Nullable String lastFailure) {}
