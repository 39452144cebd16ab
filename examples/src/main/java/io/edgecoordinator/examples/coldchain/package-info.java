/** Simulated freezers: MQTT clients that speak to a coordinator over a real socket. */
@NullMarked
package io.edgecoordinator.examples.coldchain;

import org.jspecify.annotations.NullMarked;
