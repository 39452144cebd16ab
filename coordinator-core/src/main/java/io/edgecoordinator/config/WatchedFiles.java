package io.edgecoordinator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few files that are read again when they change. They are looked at rather than listened to:
 * certificates are often renewed behind a symbolic link, of which a watch on a folder hears
 * nothing. A change counts once two looks have found the same, since related files are rarely
 * written at one moment. Not safe for use by several threads.
 */
public final class WatchedFiles {

  private List<Path> files;
  private List<@Nullable Stamp> told;
  private List<@Nullable Stamp> seen;

  /** What tells a file from its successor. */
  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  /** Begins to watch. What the files hold from now on is what the caller has yet to read. */
  public WatchedFiles(List<Path> files) {
    this.files = List.copyOf(files);
    this.told = stamps(this.files);
    this.seen = told;
  }

  /** Watches other files from now on; only those that were not watched yet are looked at anew. */
  public void watch(List<Path> others) {
    List<@Nullable Stamp> stamps = stamps(others);
    for (int i = 0; i < stamps.size(); i++) {
      int known = files.indexOf(others.get(i));
      stamps.set(i, known < 0 ? stamps.get(i) : told.get(known));
    }
    files = List.copyOf(others);
    told = stamps;
    seen = stamps;
  }

  /** Looks at the files, and says whether they have changed since the last time this said so. */
  public boolean haveChanged() {
    List<@Nullable Stamp> now = stamps(files);
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(told)) {
      return false;
    }
    told = now;
    return true;
  }

  private static List<@Nullable Stamp> stamps(List<Path> files) {
    List<@Nullable Stamp> stamps = new ArrayList<>(files.size());
    for (Path file : files) {
      stamps.add(stamp(file));
    }
    return stamps;
  }

  private static @Nullable Stamp stamp(Path file) {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException missing) {
      return null;
    }
  }
}
