package io.edgecoordinator.task.worker;

import java.time.Duration;

/**
 * What one guest may use; the fields are those of {@code FrameType.DEFINE}.
 *
 * @param timeout how long one call may take
 * @param memory bytes it may hold
 * @param processor percent of one processor
 * @param output bytes one call may return and publish
 * @param events events it may publish per second
 * @param log bytes one call may log
 */
record GuestLimits(
    Duration timeout, long memory, int processor, long output, long events, long log) {}
