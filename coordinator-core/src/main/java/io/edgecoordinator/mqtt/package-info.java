/**
 * The MQTT listener: what devices connect to. {@link io.edgecoordinator.mqtt.MqttListener} is the
 * way in.
 *
 * <p>From the socket inwards: {@code Connection} turns bytes into packets and back, {@code Broker}
 * does what the packets ask for, a {@code Session} is what it remembers of a client, {@code Turn}
 * gathers what one turn of the event loop brought, so that the event bus and each socket are used
 * once per turn and not once per message.
 *
 * <p>Everything here runs on one event loop. There are no locks, and nothing is safe for use by
 * another thread unless it says so.
 */
@NullMarked
package io.edgecoordinator.mqtt;

import org.jspecify.annotations.NullMarked;
