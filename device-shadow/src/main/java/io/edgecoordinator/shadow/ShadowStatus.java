package io.edgecoordinator.shadow;

/**
 * What there is of shadows, and what happened to them since the start.
 *
 * @param shadows how many there are
 * @param tombstones how many deleted ones are remembered
 * @param bytes what all take in memory, roughly
 * @param inFlight requests that are under way
 * @param forgottenTombstones deleted ones that were given up, since there were too many
 * @param counters what was done and rejected
 */
public record ShadowStatus(
    int shadows,
    int tombstones,
    long bytes,
    int inFlight,
    long forgottenTombstones,
    ShadowCounters counters) {}
