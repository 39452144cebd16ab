package io.edgecoordinator.task;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a bundle that its tasks can load, in memory: a task never reads the disk. Immutable;
 * the bytes must not be changed.
 */
public final class BundleFiles {

  private final Map<String, byte[]> contents;

  /**
   * Creates the set.
   *
   * @param contents by path inside the bundle, with {@code /} between folders, no leading one
   */
  public BundleFiles(Map<String, byte[]> contents) {
    this.contents = new TreeMap<>(contents);
  }

  /** Returns the content of a file, or null if there is none of that path. */
  public byte @Nullable [] content(String path) {
    return contents.get(path);
  }

  /** Returns the files by path, in the order of their paths. */
  public Map<String, byte[]> contents() {
    return java.util.Collections.unmodifiableMap(contents);
  }
}
