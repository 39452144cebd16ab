package io.edgecoordinator.flow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;

/**
 * An event on its way to one destination. Whoever takes it completes the acknowledgement, once.
 *
 * @param event with the payload the row's transform gave it
 * @param match the row that sent it, and its captures
 * @param acknowledgement told when this destination has the event safe, or will not take it
 */
public record Delivery(Event event, FlowMatch match, Acknowledgement acknowledgement) {}
