package io.edgecoordinator.event;

import java.util.List;

/**
 * What travels to the address {@link Addresses#EVENT}: the events that came in during one turn of
 * the event loop, in order. One message for many events keeps the cost of the bus small.
 */
public record EventBatch(List<Arrival> arrivals) {}
