package io.edgecoordinator.flow;

import io.edgecoordinator.document.Suggestions;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what CEL says in the words of somebody who writes a row. */
final class CelMessages {

  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '(.*)' \\(in container ''\\)");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("found no matching overload for '(.*)' applied to '(.*?)' \\(candidates.*");
  private static final Pattern MISMATCHED =
      Pattern.compile("((?:mismatched|extraneous) input '.*') expecting.*");

  private static final Pattern EVALUATION =
      Pattern.compile("evaluation error(?: at <input>:\\d+)?: (.*)", Pattern.DOTALL);
  private static final Pattern MISSING_KEY =
      Pattern.compile("key '(.*)' is not present in map\\.?");
  private static final Pattern NOT_AN_OBJECT =
      Pattern.compile("Error resolving field '(.*)'\\. Field selections must be .*");
  private static final Pattern NO_OVERLOAD_FOUND =
      Pattern.compile("No matching overload for function '(.*?)'.*");

  private static final Map<String, String> OPERATORS =
      Map.of("_[_]", "[]", "_?_:_", "? :", "-_", "-", "!_", "!", "@in", "in");

  private CelMessages() {}

  /** Returns why an expression could not be compiled. */
  static String fault(String message, Collection<String> names) {
    String line = oneLine(message);
    Matcher undeclared = UNDECLARED.matcher(line);
    if (undeclared.matches()) {
      String name = undeclared.group(1);
      return "unknown name \"" + name + "\"" + Suggestions.after(name, names);
    }
    Matcher overload = NO_OVERLOAD.matcher(line);
    if (overload.matches()) {
      return "\"" + operator(overload.group(1)) + "\" does not apply to " + overload.group(2);
    }
    Matcher mismatched = MISMATCHED.matcher(line);
    if (mismatched.matches()) {
      return line.contains("'<EOF>'")
          ? "the expression ends too early"
          : mismatched.group(1) + " in the expression";
    }
    return line;
  }

  /** Returns why an expression has no value. */
  static String reason(String message) {
    Matcher evaluation = EVALUATION.matcher(message);
    String line = oneLine(evaluation.matches() ? evaluation.group(1) : message);
    Matcher missing = MISSING_KEY.matcher(line);
    if (missing.matches()) {
      return "no such key: " + missing.group(1);
    }
    Matcher notAnObject = NOT_AN_OBJECT.matcher(line);
    if (notAnObject.matches()) {
      return "no such key: " + notAnObject.group(1) + " (its parent is not an object)";
    }
    Matcher overload = NO_OVERLOAD_FOUND.matcher(line);
    if (overload.matches()) {
      return "\"" + operator(overload.group(1)) + "\" does not apply to these values";
    }
    return line;
  }

  /** Returns an operator as it is written: {@code _>_} is CEL's name of {@code >}. */
  private static String operator(String function) {
    String known = OPERATORS.get(function);
    if (known != null) {
      return known;
    }
    boolean infix = function.length() > 2 && function.startsWith("_") && function.endsWith("_");
    return infix ? function.substring(1, function.length() - 1) : function;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s+", " ");
  }
}
