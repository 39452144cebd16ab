package io.edgecoordinator.flow;

/**
 * What the router did since it started.
 *
 * @param routed events looked up in the table
 * @param unmatched events that no row applied to
 * @param dropped events that a row with {@code to: drop} ended, or would have forwarded to no topic
 * @param tooManyHops events refused because they went round too often
 * @param failedExpressions criteria and transforms that had no value for an event
 * @param nobodyThere deliveries to a destination that is not there
 */
public record RouterCounters(
    long routed,
    long unmatched,
    long dropped,
    long tooManyHops,
    long failedExpressions,
    long nobodyThere) {}
