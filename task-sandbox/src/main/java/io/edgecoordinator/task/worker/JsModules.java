package io.edgecoordinator.task.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * Loads the files of a task into one context: ES modules and CommonJS. As Node.js does, {@code
 * .mjs} is the one, {@code .cjs} the other, and {@code .js} is what the nearest {@code
 * package.json} says; if it does not say, CommonJS unless it only parses as a module.
 */
final class JsModules {

  private static final List<String> HANDLER_SUFFIXES = List.of(".js", ".mjs", ".cjs");

  /** How a module that stands for another gets at it; the other side is in prelude.js. */
  private static final String REQUIRE = "globalThis[Symbol.for('coordinator.require')]";

  private final Context context;
  private final JsBundle bundle;

  /** What was loaded, by file; held so that others need not parse it, see {@link SharedSources}. */
  private final Map<String, Source> held = new HashMap<>();

  JsModules(Context context, JsBundle bundle) {
    this.context = context;
    this.bundle = bundle;
  }

  /** Returns the path of the handler's file with its suffix. */
  String handlerFile(String withoutSuffix) {
    for (String suffix : HANDLER_SUFFIXES) {
      if (bundle.contains(withoutSuffix + suffix)) {
        return withoutSuffix + suffix;
      }
    }
    return withoutSuffix + HANDLER_SUFFIXES.getFirst();
  }

  /** Runs a file and returns what it exports. */
  Value load(String file, Value prelude) throws LoadFailedException {
    if (!bundle.contains(file)) {
      throw new LoadFailedException(file, 0, 0, "there is no such file in the bundle");
    }
    return isModule(file) ? importNow(file) : prelude.invokeMember("require", file);
  }

  boolean isModule(String file) {
    return bundle.isModule(file, this::parses);
  }

  private boolean parses(Source source) {
    try {
      context.parse(source);
      return true;
    } catch (PolyglotException failure) {
      if (failure.isSyntaxError()) {
        return false;
      }
      throw failure;
    }
  }

  /** Runs an ES module, if that was not done yet, and returns what it exports. */
  Value importNow(String file) {
    return run(file, bundle.module(file));
  }

  /** Returns the function that a CommonJS file is. */
  Value compile(String file) {
    return run(file, bundle.script(file));
  }

  private Value run(String file, Source source) {
    held.put(file, source);
    return context.eval(source);
  }

  /** Returns the text of the ES module that stands for a CommonJS file or a built-in module. */
  String standIn(String file, Value prelude) {
    String path = quoted(file);
    StringBuilder text =
        new StringBuilder("const m = " + REQUIRE + "(" + path + ");\nexport default m;\n");
    String names = prelude.invokeMember("names", file).asString();
    if (!names.isEmpty()) {
      StringBuilder exports = new StringBuilder("export { ");
      int number = 0;
      for (String name : names.split("\0", -1)) {
        text.append("const e").append(number).append(" = m[").append(quoted(name)).append("];\n");
        exports.append('e').append(number++).append(" as ").append(quoted(name)).append(", ");
      }
      text.append(exports).append("};\n");
    }
    return text.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    Json.quote(quoted, text);
    return quoted.toString();
  }

  /** Returns '+' and the path of a module that a CommonJS file requires, or '-' and why not. */
  String resolve(String from, String wanted) {
    try {
      return "+" + bundle.resolution().resolve(from, wanted, NodeResolution.Kind.REQUIRE);
    } catch (IllegalArgumentException notFound) {
      return "-" + notFound.getMessage();
    }
  }

  String text(String file) {
    return bundle.text(file);
  }

  /** Returns the first line of a message: the others repeat the source. */
  static String firstLine(PolyglotException failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().findFirst().orElse("");
    return failure.isSyntaxError() ? line.replaceFirst("^(\\w+: )\\S+:\\d+:\\d+ ", "$1") : line;
  }
}
