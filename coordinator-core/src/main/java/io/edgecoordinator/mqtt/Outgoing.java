package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Event;

/** An event on its way to a client at QoS 1. */
@SuppressWarnings("ArrayRecordComponent") // Shared by all that send it, compared by none.
record Outgoing(Event event, byte[] topic, boolean retain) {}
