package io.edgecoordinator.flow;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.edgecoordinator.event.Payload;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables and fields an expression reads, such as {@code event.celsius} and {@code
 * event.doors[0]}, with their values.
 */
final class CelInputs {

  private static final int LONGEST = 80;

  /** CEL's names of {@code a[b]}, {@code a[?b]} and {@code a.?b}. */
  private static final Set<String> ELEMENT = Set.of("_[_]", "_[?_]", "_?._");

  private final Function<String, @Nullable Object> variables;
  private final Map<String, String> found = new LinkedHashMap<>();

  /** Names that the loops around the place visited introduce. */
  private final Set<String> hidden = new HashSet<>();

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
    if (isPath(expression)) {
      Input input = input(expression);
      if (input != null) {
        found.putIfAbsent(input.path, text(input.value));
      }
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
        boolean hides = hidden.add(loop.iterVar());
        visit(loop.loopStep());
        if (hides) {
          hidden.remove(loop.iterVar());
        }
      }
      case NOT_SET, CONSTANT, IDENT, STRUCT -> {}
    }
  }

  /** Says whether the expression is a variable, or a field or an element of a path. */
  private static boolean isPath(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> true;
      case SELECT -> isPath(expression.select().operand());
      case CALL ->
          ELEMENT.contains(expression.call().function())
              && expression.call().args().size() == 2
              && expression.call().args().get(1).getKind() == Kind.CONSTANT
              && isPath(expression.call().args().getFirst());
      default -> false;
    };
  }

  /** Returns the value of a path, or null if nothing is there. */
  private @Nullable Input input(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> {
        String name = expression.ident().name();
        Object value = hidden.contains(name) ? null : variables.apply(name);
        yield value == null ? null : new Input(name, value);
      }
      case SELECT -> field(input(expression.select().operand()), expression.select().field());
      case CALL -> element(expression.call().args());
      default -> null;
    };
  }

  private @Nullable Input element(List<CelExpr> operands) {
    CelConstant index = operands.getLast().constant();
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
