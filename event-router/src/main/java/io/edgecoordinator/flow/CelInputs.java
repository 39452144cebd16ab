package io.edgecoordinator.flow;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.edgecoordinator.event.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables and fields an expression reads, such as {@code event.celsius} and {@code
 * event.doors[0]}, with their values.
 */
final class CelInputs {

  private static final int LONGEST = 80;

  private final Function<String, @Nullable Object> variables;
  private final Map<String, String> found = new LinkedHashMap<>();

  /** A value and how it is written. */
  private record Input(String path, Object value) {}

  private CelInputs(Function<String, @Nullable Object> variables) {
    this.variables = variables;
  }

  /**
   * Returns the paths in an expression and the JSON text of their values, shortened if it is long.
   *
   * @param variables gives the value of a variable, or null for the names that loops introduce
   */
  static Map<String, String> of(
      CelAbstractSyntaxTree tree, Function<String, @Nullable Object> variables) {
    CelInputs inputs = new CelInputs(variables);
    inputs.visit(tree.getExpr());
    return inputs.found;
  }

  private void visit(CelExpr expression) {
    Input input = input(expression);
    if (input != null) {
      found.putIfAbsent(input.path, text(input.value));
      return;
    }
    switch (expression.getKind()) {
      case SELECT -> visit(expression.select().operand());
      case CALL -> {
        expression.call().target().ifPresent(this::visit);
        expression.call().args().forEach(this::visit);
      }
      case LIST -> expression.list().elements().forEach(this::visit);
      case MAP ->
          expression
              .map()
              .entries()
              .forEach(entry -> {
                visit(entry.key());
                visit(entry.value());
              });
      case COMPREHENSION -> {
        var loop = expression.comprehension();
        visit(loop.iterRange());
        visit(loop.loopCondition());
        visit(loop.loopStep());
        visit(loop.result());
      }
      case NOT_SET, CONSTANT, IDENT, STRUCT -> {}
    }
  }

  /** Returns the value of a path, or null if the expression is none or nothing is there. */
  private @Nullable Input input(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> {
        String name = expression.ident().name();
        Object value = variables.apply(name);
        yield value == null ? null : new Input(name, value);
      }
      case SELECT -> field(input(expression.select().operand()), expression.select().field());
      case CALL -> element(expression.call().function(), expression.call().args());
      default -> null;
    };
  }

  private @Nullable Input element(String function, List<CelExpr> operands) {
    boolean indexes =
        function.equals("_[_]") || function.equals("_[?_]") || function.equals("_?._");
    if (!indexes
        || operands.size() != 2
        || operands.get(1).getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return null;
    }
    CelConstant index = operands.get(1).constant();
    Input parent = input(operands.getFirst());
    return switch (index.getKind()) {
      case STRING_VALUE -> field(parent, index.stringValue());
      case INT64_VALUE -> {
        long number = index.int64Value();
        yield parent != null
                && parent.value instanceof List<?> list
                && number >= 0
                && number < list.size()
            ? new Input(parent.path + "[" + number + "]", list.get((int) number))
            : null;
      }
      default -> null;
    };
  }

  private static @Nullable Input field(@Nullable Input parent, String name) {
    if (parent == null || !(parent.value instanceof Map<?, ?> map)) {
      return null;
    }
    Object value = map.get(name);
    return value == null ? null : new Input(parent.path + "." + name, value);
  }

  private static String text(Object value) {
    String text;
    try {
      text = Payload.ofJson(CelJson.fromCel(value)).text();
    } catch (ExpressionException tooLarge) {
      return "...";
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }
}
