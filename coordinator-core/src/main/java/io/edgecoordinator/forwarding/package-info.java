/** Store and forward: events to brokers upstream and from there. */
@NullMarked
package io.edgecoordinator.forwarding;

import org.jspecify.annotations.NullMarked;
