package io.edgecoordinator.flow;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import io.edgecoordinator.document.ScalarNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles and type-checks the expressions of rows. Faults are reported at their place in the file.
 * Not safe for use by several threads.
 */
final class ExpressionCompiler {

  private static final List<String> VARIABLES = List.of("event", "topic", "device");

  /** Compilers by the captured names that their expressions know. */
  private final Map<Set<String>, CelCompiler> compilers = new HashMap<>();

  /** Compiles an expression that is to be true or false. */
  Optional<Expression> criterion(ScalarNode text, List<String> captures) {
    return check(text, captures)
        .filter(tree -> isTruthValue(text, tree.getResultType()))
        .flatMap(tree -> plan(text, tree));
  }

  /** Compiles an expression that may have any value. */
  Optional<Expression> transform(ScalarNode text, List<String> captures) {
    return check(text, captures).flatMap(tree -> plan(text, tree));
  }

  /** Compiles an expression that is to be an object, or null. */
  Optional<Expression> object(ScalarNode text, List<String> captures) {
    return check(text, captures)
        .filter(tree -> isObject(text, tree.getResultType()))
        .flatMap(tree -> plan(text, tree));
  }

  private static boolean isObject(ScalarNode text, CelType type) {
    return switch (type.kind()) {
      case MAP, NULL_TYPE, DYN, ANY -> true;
      default -> {
        text.fault("the expression must be an object, but its value is of type " + type.name());
        yield false;
      }
    };
  }

  private static boolean isTruthValue(ScalarNode text, CelType type) {
    if (type.kind() == CelKind.BOOL || type.kind() == CelKind.DYN) {
      return true;
    }
    text.fault("the expression must be true or false, but its value is of type " + type.name());
    return false;
  }

  private Optional<CelAbstractSyntaxTree> check(ScalarNode text, List<String> captures) {
    CelCompiler compiler =
        compilers.computeIfAbsent(Set.copyOf(captures), CelEnvironment::newCompiler);
    try {
      return Optional.of(compiler.compile(text.value()).getAst());
    } catch (CelValidationException invalid) {
      List<String> names = new ArrayList<>(VARIABLES);
      names.addAll(captures);
      for (CelIssue issue : invalid.getErrors()) {
        text.faults()
            .add(
                text.positionOf(offset(text.value(), issue)),
                CelMessages.fault(issue.getMessage(), names));
      }
      return Optional.empty();
    }
  }

  private static Optional<Expression> plan(ScalarNode text, CelAbstractSyntaxTree tree) {
    try {
      return Optional.of(
          new CelExpression(text.value(), tree, CelEnvironment.runtime().createProgram(tree)));
    } catch (CelEvaluationException unplannable) {
      text.fault(CelMessages.reason(String.valueOf(unplannable.getMessage())));
      return Optional.empty();
    }
  }

  /** Returns the place of an issue, in code points from the begin of the expression. */
  private static int offset(String text, CelIssue issue) {
    int offset = 0;
    int begin = 0;
    for (int line = 1; line < issue.getSourceLocation().getLine(); line++) {
      int end = text.indexOf('\n', begin);
      if (end < 0) {
        break;
      }
      offset += text.codePointCount(begin, end) + 1;
      begin = end + 1;
    }
    return offset + Math.max(0, issue.getSourceLocation().getColumn());
  }
}
