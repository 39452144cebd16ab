package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;

/**
 * The files of a bundle as JavaScript, with what all its environments share: as long as one of them
 * holds a source, the engine need not parse it again. Thread-safe.
 */
final class JsBundle {

  /** What stands before a CommonJS file, as in Node.js. */
  private static final String WRAPPER =
      "(function (exports, require, module, __filename, __dirname) {";

  private final Map<String, byte[]> files;
  private final NodeResolution resolution;
  private final SharedSources modules = new SharedSources();
  private final SharedSources scripts = new SharedSources();
  private final Map<String, Boolean> kinds = new ConcurrentHashMap<>();

  JsBundle(Map<String, byte[]> files) {
    this.files = files;
    this.resolution = new NodeResolution(files);
  }

  NodeResolution resolution() {
    return resolution;
  }

  Map<String, byte[]> files() {
    return files;
  }

  boolean contains(String file) {
    return files.containsKey(file);
  }

  /**
   * Says whether a file is an ES module: by its suffix, by the nearest package.json, and if that
   * does not say, by how it parses.
   *
   * @param parses whether a source has no syntax error
   */
  boolean isModule(String file, Predicate<Source> parses) {
    Boolean known = kinds.get(file);
    if (known == null) {
      known = findKind(file, parses);
      kinds.put(file, known);
    }
    return known;
  }

  private boolean findKind(String file, Predicate<Source> parses) {
    if (file.endsWith(".mjs") || !file.endsWith(".js")) {
      return file.endsWith(".mjs");
    }
    Boolean said = resolution.isModule(file);
    if (said != null) {
      return said;
    }
    if (parses.test(script(file))) {
      return false;
    }
    return parses.test(module(file))
        || text(file).lines().anyMatch(line -> line.matches("\\s*(import|export)\\b.*"));
  }

  /** Returns a file as an ES module. */
  Source module(String file) {
    return modules.of(file, _ -> source(file, text(file), "application/javascript+module"));
  }

  /** Returns a CommonJS file as a function. */
  Source script(String file) {
    return scripts.of(
        file, _ -> source(file, WRAPPER + text(file) + "\n})", "application/javascript"));
  }

  /**
   * Makes a source that has a path, so that what it imports is found from there. There is no such
   * file outside the bundle; nothing is read.
   */
  private static Source source(String file, String text, String kind) {
    try {
      return Source.newBuilder("js", BundleFileSystem.pathOf(file).toFile())
          .content(text)
          .mimeType(kind)
          .build();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns the content of a file; empty if there is none. */
  String text(String file) {
    byte[] content = files.get(file);
    return content == null ? "" : new String(content, StandardCharsets.UTF_8);
  }

  /** Returns the path inside the bundle of a source. */
  static String pathOf(Source source) {
    String path = source.getPath() == null ? source.getName() : source.getPath();
    return path.startsWith("/bundle/") ? path.substring("/bundle/".length()) : path;
  }

  /** Returns the column in the file, without what CommonJS puts before its first line. */
  static int column(SourceSection place) {
    int column = place.getStartColumn();
    boolean wrapped =
        place.getStartLine() == 1
            && place.getSource().getCharacters().toString().startsWith(WRAPPER);
    return wrapped ? Math.max(1, column - WRAPPER.length()) : column;
  }
}
