package io.edgecoordinator.flow;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An expression on cel-java. */
final class CelExpression implements Expression {

  private final String source;
  private final CelAbstractSyntaxTree tree;
  private final CelRuntime.Program program;

  CelExpression(String source, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.source = source;
    this.tree = tree;
    this.program = program;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public boolean test(Event event, Map<String, String> captures) throws ExpressionException {
    if (evaluate(event, captures) instanceof Boolean holds) {
      return holds;
    }
    throw new ExpressionException("the value is neither true nor false");
  }

  @Override
  public Payload apply(Event event, Map<String, String> captures) throws ExpressionException {
    return Payload.ofJson(CelJson.fromCel(evaluate(event, captures)));
  }

  @Override
  public Map<String, String> inputs(Event event, Map<String, String> captures) {
    return CelInputs.of(tree, name -> variable(name, event, captures));
  }

  private Object evaluate(Event event, Map<String, String> captures) throws ExpressionException {
    CelVariableResolver variables = name -> Optional.ofNullable(variable(name, event, captures));
    try {
      return program.eval(variables);
    } catch (CelEvaluationException noValue) {
      String reason = CelMessages.reason(String.valueOf(noValue.getMessage()));
      throw new ExpressionException(
          event.payload().isJson() ? reason : reason + "; the payload is not JSON");
    }
  }

  private static @Nullable Object variable(String name, Event event, Map<String, String> captures) {
    return switch (name) {
      case "event" -> CelJson.toCel(event.payload().json());
      case "topic" -> event.topic();
      case "device" -> event.device() == null ? "" : event.device();
      default -> captures.get(name);
    };
  }
}
