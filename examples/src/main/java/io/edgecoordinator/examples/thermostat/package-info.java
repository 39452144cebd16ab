/** A simulated thermostat: an MQTT client that speaks to a coordinator over a real socket. */
@NullMarked
package io.edgecoordinator.examples.thermostat;

import org.jspecify.annotations.NullMarked;
