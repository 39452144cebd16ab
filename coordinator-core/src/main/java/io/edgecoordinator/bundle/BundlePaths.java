package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The paths of a bundle's files while it is read: none leads out of it, and no two are the same
 * file anywhere, also where the case of letters makes no difference.
 */
final class BundlePaths {

  /** The most bytes a path may have, in UTF-8. */
  static final int MAX_BYTES = 255;

  /** The most folders that may be around a file. */
  static final int MAX_DEPTH = 16;

  private final String where;
  private final Map<String, Taken> taken = new HashMap<>();

  private record Taken(String path, boolean folder) {}

  /**
   * @param where what the files are in, for messages: {@code the zip}
   */
  BundlePaths(String where) {
    this.where = where;
  }

  /** Adds a file; fails if a bundle can't have one of that path. */
  void addFile(String path) throws IOException {
    check(path);
    addParents(path);
    Taken other = taken.putIfAbsent(folded(path), new Taken(path, false));
    if (other != null) {
      throw clash(path, other);
    }
  }

  /** Adds a folder; fails if a bundle can't have one of that path. */
  void addFolder(String path) throws IOException {
    check(path);
    addParents(path + "/");
  }

  private void addParents(String path) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      Taken other = taken.putIfAbsent(folded(parent), new Taken(parent, true));
      if (other != null && !(other.folder() && other.path().equals(parent))) {
        throw clash(parent, other);
      }
    }
  }

  private IOException clash(String path, Taken other) {
    return new IOException(
        other.path().equals(path)
            ? "%s has \"%s\" twice".formatted(where, Shown.of(path))
            : "%s has \"%s\" and \"%s\", which are the same on some systems"
                .formatted(where, Shown.of(other.path()), Shown.of(path)));
  }

  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private void check(String path) throws IOException {
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IOException(
          "%s has a file with a path of more than %d bytes: \"%s\""
              .formatted(where, MAX_BYTES, Shown.of(path)));
    }
    String[] parts = path.split("/", -1);
    if (parts.length - 1 > MAX_DEPTH) {
      throw new IOException(
          "%s has a file in more than %d folders: \"%s\""
              .formatted(where, MAX_DEPTH, Shown.of(path)));
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw impossible(path);
      }
    }
    if (path.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
      throw impossible(path);
    }
  }

  private IOException impossible(String path) {
    return new IOException("%s has a file with the path \"%s\"".formatted(where, Shown.of(path)));
  }
}
