/**
 * The event-flow table: which event goes where. {@link io.edgecoordinator.flow.FlowParser} reads
 * rows from a bundle, {@link io.edgecoordinator.flow.EventFlowTable} holds and matches them, {@link
 * io.edgecoordinator.flow.EventRouter} sends events to the destinations they name.
 */
@NullMarked
package io.edgecoordinator.flow;

import org.jspecify.annotations.NullMarked;
