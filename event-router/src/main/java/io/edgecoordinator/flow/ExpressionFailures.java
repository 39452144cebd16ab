package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;

/** Is told of rows whose expression has no value for an event. */
@FunctionalInterface
public interface ExpressionFailures {

  /** Tells of one; called once for each row and event. */
  void failed(FlowMatch match, ExpressionException reason, Event event);
}
