package io.edgecoordinator.flow;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import java.util.Map;

/**
 * A CEL expression of a row, compiled and type-checked: its {@code when} or its {@code transform}.
 * Immutable and safe for use by several threads. Evaluation always ends: CEL has no loops but those
 * over the elements of a value, and their number is bounded.
 *
 * <p>It sees {@code event} (the JSON payload, null if the payload is not JSON), {@code topic},
 * {@code device} (empty if there is none) and the captured names as strings.
 */
public interface Expression {

  /** Returns the text it was compiled from. */
  String source();

  /**
   * Evaluates a criterion.
   *
   * @param captures what the row's topic captured
   * @throws ExpressionException if there is no value, or none that is true or false
   */
  boolean test(Event event, Map<String, String> captures) throws ExpressionException;

  /**
   * Evaluates a transform.
   *
   * @param captures what the row's topic captured
   * @return the value as JSON
   * @throws ExpressionException if there is no value, or none that JSON can spell
   */
  Payload apply(Event event, Map<String, String> captures) throws ExpressionException;

  /**
   * Returns the variables and fields the expression reads, such as {@code event.celsius}, with the
   * JSON text of their values in this event, in the order of the expression; fields that are not
   * there are left out. For showing why a criterion does not hold.
   */
  Map<String, String> inputs(Event event, Map<String, String> captures);
}
