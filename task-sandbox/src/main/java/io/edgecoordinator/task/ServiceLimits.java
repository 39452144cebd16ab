package io.edgecoordinator.task;

/**
 * Bounds of what calls ask of the coordinator.
 *
 * @param invocations calls of other tasks that all calls together may wait for
 * @param invocationsPerCall the same for one call
 * @param depth tasks in a chain of calls that wait for each other, the first one included
 * @param fetches fetches that may be under way
 * @param fetchesPerCall the same for one call
 * @param shadows requests of device shadows that may be under way
 * @param shadowsPerCall the same for one call
 * @param redirects how often one fetch is led on
 */
record ServiceLimits(
    int invocations,
    int invocationsPerCall,
    int depth,
    int fetches,
    int fetchesPerCall,
    int shadows,
    int shadowsPerCall,
    int redirects) {

  static final ServiceLimits DEFAULT = new ServiceLimits(1_000, 64, 8, 128, 16, 1_000, 64, 5);
}
