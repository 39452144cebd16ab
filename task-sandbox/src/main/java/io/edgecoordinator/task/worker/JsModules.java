package io.edgecoordinator.task.worker;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * Finds and loads the files of a task: ES modules and CommonJS. As Node.js does, {@code .mjs} is
 * the one, {@code .cjs} the other, and {@code .js} is CommonJS unless it only parses as a module.
 */
final class JsModules {

  private static final List<String> HANDLER_SUFFIXES = List.of(".js", ".mjs", ".cjs");
  private static final List<String> REQUIRE_SUFFIXES =
      List.of("", ".js", ".cjs", ".json", "/index.js");
  private static final String WRAPPER = "(function (exports, require, module) {";

  private final Context context;
  private final Map<String, byte[]> files;

  JsModules(Context context, Map<String, byte[]> files) {
    this.context = context;
    this.files = files;
  }

  /** Returns the path of the handler's file with its suffix. */
  String handlerFile(String withoutSuffix) {
    for (String suffix : HANDLER_SUFFIXES) {
      if (files.containsKey(withoutSuffix + suffix)) {
        return withoutSuffix + suffix;
      }
    }
    return withoutSuffix + HANDLER_SUFFIXES.getFirst();
  }

  /** Runs a file and returns what it exports. */
  Value load(String file, Value prelude) throws LoadFailedException {
    if (!files.containsKey(file)) {
      throw new LoadFailedException(file, 0, 0, "there is no such file in the bundle");
    }
    return isModule(file) ? context.eval(module(file)) : prelude.invokeMember("require", file);
  }

  private boolean isModule(String file) {
    if (file.endsWith(".mjs") || file.endsWith(".cjs")) {
      return file.endsWith(".mjs");
    }
    try {
      context.parse(wrapped(file));
      return false;
    } catch (PolyglotException notCommonJs) {
      if (!notCommonJs.isSyntaxError()) {
        throw notCommonJs;
      }
    }
    try {
      context.parse(module(file));
      return true;
    } catch (PolyglotException neither) {
      return text(file).lines().anyMatch(line -> line.matches("\\s*(import|export)\\b.*"));
    }
  }

  private Source module(String file) {
    return source(file, text(file)).mimeType("application/javascript+module").buildLiteral();
  }

  private Source wrapped(String file) {
    return source(file, WRAPPER + text(file) + "\n})").buildLiteral();
  }

  private static Source.Builder source(String file, String text) {
    Path path = BundleFileSystem.pathOf(file);
    return Source.newBuilder("js", text, path.toString()).uri(URI.create("file://" + path));
  }

  private String text(String file) {
    byte[] content = files.get(file);
    return content == null ? "" : new String(content, StandardCharsets.UTF_8);
  }

  /** Returns what the prelude needs of the host. */
  ProxyObject host(
      Host host,
      Supplier<String> base64,
      LongSupplier deadline,
      long outputLimit,
      LongConsumer overflow) {
    Map<String, Object> members = new HashMap<>();
    members.put(
        "log",
        (ProxyExecutable)
            arguments -> {
              host.log(arguments[0].asInt(), arguments[1].asString());
              return null;
            });
    members.put("outputLimit", outputLimit);
    members.put(
        "overflow",
        (ProxyExecutable)
            arguments -> {
              overflow.accept(arguments[0].asLong());
              return null;
            });
    members.put("base64", (ProxyExecutable) arguments -> base64.get());
    members.put("deadline", (ProxyExecutable) arguments -> deadline.getAsLong());
    members.put(
        "resolve",
        (ProxyExecutable) arguments -> resolve(arguments[0].asString(), arguments[1].asString()));
    members.put("read", (ProxyExecutable) arguments -> text(arguments[0].asString()));
    members.put(
        "compile", (ProxyExecutable) arguments -> context.eval(wrapped(arguments[0].asString())));
    return ProxyObject.fromMap(members);
  }

  private String resolve(String from, String wanted) {
    if (wanted.startsWith("./") || wanted.startsWith("../")) {
      Path base = Path.of("/").resolve(from).getParent();
      String path = (base == null ? Path.of("/") : base).resolve(wanted).normalize().toString();
      for (String suffix : REQUIRE_SUFFIXES) {
        String file = path.substring(1) + suffix;
        if (files.containsKey(file)) {
          return file;
        }
      }
    }
    throw new IllegalArgumentException(
        "Cannot find module '" + wanted + "'" + (from.isEmpty() ? "" : " required by " + from));
  }

  /** Returns the path inside the bundle of a source. */
  String bundlePath(Source source) {
    String name = source.getName();
    return name.startsWith("/bundle/") ? name.substring("/bundle/".length()) : name;
  }

  /** Returns the column in the file, without what CommonJS puts before its first line. */
  int column(SourceSection place) {
    int column = place.getStartColumn();
    boolean wrapped =
        place.getStartLine() == 1
            && place.getSource().getCharacters().toString().startsWith(WRAPPER);
    return wrapped ? Math.max(1, column - WRAPPER.length()) : column;
  }

  /** Returns the first line of a message: the others repeat the source. */
  static String firstLine(PolyglotException failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().findFirst().orElse("");
    return failure.isSyntaxError() ? line.replaceFirst("^(\\w+: )\\S+:\\d+:\\d+ ", "$1") : line;
  }
}
