package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;

/** What is published for a client that goes without saying so (MQTT 5, section 3.1.2.5). */
record Will(String topic, Payload payload, QoS qos, boolean retain) {}
