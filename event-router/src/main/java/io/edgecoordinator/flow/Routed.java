package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import java.util.List;

/**
 * An event and what the table decided, for those who watch.
 *
 * @param event as it came in
 * @param matches the rows that apply, in the order in which they were served; empty if none does
 */
public record Routed(Event event, List<FlowMatch> matches) {}
