package io.edgecoordinator.task.worker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that a module means by a name, as Node.js does ("Modules: Packages" of its
 * documentation): relative paths, {@code #imports}, packages in {@code node_modules} of the folder
 * and those above it, by {@code exports}, {@code module} and {@code main}. Thread-safe.
 */
final class NodeResolution {

  /** How a module is asked for. */
  enum Kind {
    IMPORT,
    REQUIRE;

    private boolean meets(String condition) {
      return switch (condition) {
        case "node", "module-sync", "default" -> true;
        case "import" -> this == IMPORT;
        case "require" -> this == REQUIRE;
        default -> false;
      };
    }
  }

  /** What a built-in module's name begins with when resolved. */
  static final String BUILT_IN = "node:";

  private static final List<String> BUILT_INS =
      List.of("assert", "buffer", "crypto", "events", "path", "timers", "url", "util");

  private static final List<String> SUFFIXES =
      List.of("", ".js", ".mjs", ".cjs", ".json", "/index.js", "/index.mjs", "/index.cjs");

  private static final String FOLDER = "node_modules/";
  private static final String DESCRIPTION = "package.json";

  private final Map<String, byte[]> files;
  private final Map<String, Map<?, ?>> descriptions = new ConcurrentHashMap<>();

  NodeResolution(Map<String, byte[]> files) {
    this.files = files;
  }

  /**
   * Returns the path in the bundle of what is meant, or {@link #BUILT_IN} and the name of a
   * built-in module.
   *
   * @param from path of the file that asks
   * @throws IllegalArgumentException if there is none, with the reason
   */
  String resolve(String from, String wanted, Kind kind) {
    if (wanted.startsWith(BUILT_IN)) {
      return builtIn(wanted.substring(BUILT_IN.length()), wanted);
    }
    String found;
    if (wanted.startsWith("./")
        || wanted.startsWith("../")
        || wanted.equals(".")
        || wanted.equals("..")) {
      found = fileOrFolder(normalized(folder(from) + wanted), kind);
    } else if (wanted.startsWith("#")) {
      String scope = scope(from);
      found = target(scope, match(description(scope).get("imports"), wanted), kind);
    } else if (BUILT_INS.contains(wanted)) {
      return BUILT_IN + wanted;
    } else {
      found = inPackages(from, wanted, kind);
    }
    if (found == null) {
      throw notFound(from, wanted, "");
    }
    return found;
  }

  /** Says whether the nearest package.json makes a file an ES module; null if it does not say. */
  @Nullable Boolean isModule(String file) {
    Object type = description(scope(file)).get("type");
    return type instanceof String text ? text.equals("module") : null;
  }

  private String builtIn(String name, String wanted) {
    if (!BUILT_INS.contains(name)) {
      throw new IllegalArgumentException(
          "there is no module '" + wanted + "' here; built in are " + String.join(", ", BUILT_INS));
    }
    return BUILT_IN + name;
  }

  private static IllegalArgumentException notFound(String from, String wanted, String why) {
    boolean bare = !wanted.startsWith(".") && !wanted.startsWith("#");
    return new IllegalArgumentException(
        "Cannot find module '"
            + wanted
            + "'"
            + (from.isEmpty() ? "" : " required by " + from)
            + why
            + (bare && why.isEmpty()
                ? ": it is in no node_modules of the bundle; built in are "
                    + String.join(", ", BUILT_INS)
                : ""));
  }

  private @Nullable String inPackages(String from, String wanted, Kind kind) {
    int end = wanted.indexOf('/', wanted.startsWith("@") ? wanted.indexOf('/') + 1 : 0);
    String name = end < 0 ? wanted : wanted.substring(0, end);
    String rest = end < 0 ? "" : wanted.substring(end);
    for (String folder = folder(from); ; folder = parent(folder)) {
      if (!folder.endsWith(FOLDER)) {
        String root = folder + FOLDER + name;
        Map<?, ?> description = description(root + "/");
        Object exports = description.get("exports");
        if (exports != null) {
          String found = target(root + "/", match(exports, "." + rest), kind);
          if (found == null) {
            throw notFound(from, wanted, ": " + name + " does not export " + "." + rest);
          }
          return found;
        }
        String found = fileOrFolder(root + rest, kind);
        if (found != null) {
          return found;
        }
      }
      if (folder.isEmpty()) {
        return null;
      }
    }
  }

  private @Nullable String fileOrFolder(@Nullable String path, Kind kind) {
    if (path == null) {
      return null;
    }
    if (files.containsKey(path)) {
      return path;
    }
    Map<?, ?> description = description(path + "/");
    Object module = kind == Kind.IMPORT ? description.get("module") : null;
    for (Object main : new Object[] {module, description.get("main")}) {
      String found = main instanceof String text ? file(normalized(path + "/" + text)) : null;
      if (found != null) {
        return found;
      }
    }
    return file(path);
  }

  private @Nullable String file(@Nullable String path) {
    if (path != null) {
      for (String suffix : SUFFIXES) {
        if (files.containsKey(path + suffix)) {
          return path + suffix;
        }
      }
    }
    return null;
  }

  /** What a name leads to, and what the * in it stood for. */
  private record Match(@Nullable Object target, String star) {}

  private static Match match(@Nullable Object entries, String name) {
    if (!(entries instanceof Map<?, ?> map) || !isByName(map)) {
      return new Match(name.equals(".") ? entries : null, "");
    }
    if (map.containsKey(name)) {
      return new Match(map.get(name), "");
    }
    Match best = new Match(null, "");
    int longest = -1;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      int star = key.indexOf('*');
      if (star > longest
          && name.length() >= key.length()
          && name.startsWith(key.substring(0, star))
          && name.endsWith(key.substring(star + 1))) {
        longest = star;
        int end = name.length() - (key.length() - star - 1);
        best = new Match(entry.getValue(), name.substring(star, end));
      }
    }
    return best;
  }

  private static boolean isByName(Map<?, ?> map) {
    return map.keySet().stream()
        .map(String::valueOf)
        .anyMatch(key -> key.startsWith(".") || key.startsWith("#"));
  }

  private @Nullable String target(String root, Match match, Kind kind) {
    return switch (match.target()) {
      case String text when text.startsWith("./") ->
          existing(normalized(root + text.replace("*", match.star())));
      case String text -> bare(root, text, kind);
      case Map<?, ?> conditions -> {
        for (Map.Entry<?, ?> entry : conditions.entrySet()) {
          if (kind.meets(String.valueOf(entry.getKey()))) {
            String found = target(root, new Match(entry.getValue(), match.star()), kind);
            if (found != null) {
              yield found;
            }
          }
        }
        yield null;
      }
      case List<?> list -> {
        for (Object one : list) {
          String found = target(root, new Match(one, match.star()), kind);
          if (found != null) {
            yield found;
          }
        }
        yield null;
      }
      case null, default -> null;
    };
  }

  private @Nullable String bare(String root, String name, Kind kind) {
    return name.startsWith("#") || name.startsWith(".") || name.startsWith("/")
        ? null
        : resolve(root + DESCRIPTION, name, kind);
  }

  private @Nullable String existing(@Nullable String path) {
    return path != null && files.containsKey(path) ? path : null;
  }

  /** Returns the folder of the nearest package.json, "" for the bundle's root. */
  private String scope(String file) {
    String folder = folder(file);
    while (!folder.isEmpty() && !files.containsKey(folder + DESCRIPTION)) {
      folder = parent(folder);
    }
    return folder;
  }

  private Map<?, ?> description(String folder) {
    byte[] content = files.get(folder + DESCRIPTION);
    return content == null ? Map.of() : descriptions.computeIfAbsent(folder, _ -> parse(content));
  }

  private static Map<?, ?> parse(byte[] content) {
    try {
      Object json = JsonReader.read(new String(content, StandardCharsets.UTF_8));
      return json instanceof Map<?, ?> map ? map : Map.of();
    } catch (IllegalArgumentException notJson) {
      return Map.of();
    }
  }

  /** Returns the folder of a file, with a slash at its end; "" for the bundle's root. */
  private static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static String parent(String folder) {
    return folder(folder.substring(0, folder.length() - 1));
  }

  /** Returns a path without . and .., or null if it climbs out of the bundle. */
  private static @Nullable String normalized(String path) {
    Path normalized = Path.of(path).normalize();
    return normalized.startsWith("..") ? null : normalized.toString();
  }
}
