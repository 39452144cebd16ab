package io.edgecoordinator.task;

/**
 * What the resource manager has done since the start.
 *
 * @param workersStarted worker processes started
 * @param workersEndedForRoom workers ended since another needed their place or memory
 * @param waited workers that had to wait for room
 * @param evicted environments ended to make room, or since they had no call for long
 * @param refused environments that could not be on this box
 * @param held workers held for a call of high priority
 */
public record ResourceCounters(
    long workersStarted,
    long workersEndedForRoom,
    long waited,
    long evicted,
    long refused,
    long held) {}
