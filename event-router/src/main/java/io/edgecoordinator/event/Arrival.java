package io.edgecoordinator.event;

/** An event that asks to be let in, and who wants to know what became of it. */
public record Arrival(Event event, Acknowledgement acknowledgement) {}
