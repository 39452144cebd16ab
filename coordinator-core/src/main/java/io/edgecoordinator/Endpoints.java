package io.edgecoordinator;

import io.edgecoordinator.config.HostPort;

/**
 * Where a coordinator listens.
 *
 * @param mqtt where devices connect
 * @param http where the HTTP API is
 */
public record Endpoints(HostPort mqtt, HostPort http) {}
