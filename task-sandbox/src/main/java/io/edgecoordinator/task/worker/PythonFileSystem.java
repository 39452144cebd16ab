package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files of a bundle as Python sees them: as {@link BundleFileSystem} has them, and with folders
 * that can be listed, which is how Python finds modules. Empty until {@link #open}: an environment
 * is prepared before it is known for which task.
 */
final class PythonFileSystem implements FileSystem {

  /** Where the bundle is. */
  static final Path ROOT = Path.of("/bundle");

  private static final FileTime EPOCH = FileTime.fromMillis(0);

  private volatile BundleFileSystem files = new BundleFileSystem(Map.of());
  private volatile Map<Path, Set<Path>> folders = Map.of();

  /** Shows the files of a bundle. */
  void open(Map<String, byte[]> contents) {
    Map<Path, Set<Path>> tree = new TreeMap<>();
    tree.put(ROOT, new TreeSet<>());
    for (String file : contents.keySet()) {
      Path path = BundleFileSystem.pathOf(file);
      for (Path folder = path.getParent();
          path.startsWith(ROOT) && folder != null && folder.startsWith(ROOT);
          folder = folder.getParent()) {
        tree.computeIfAbsent(folder, _ -> new TreeSet<>()).add(path);
        path = folder;
      }
    }
    folders = tree;
    files = new BundleFileSystem(contents);
  }

  private boolean isFolder(Path path) {
    return folders.containsKey(toAbsolutePath(path).normalize());
  }

  @Override
  public Path parsePath(URI uri) {
    return files.parsePath(uri);
  }

  @Override
  public Path parsePath(String path) {
    return files.parsePath(path);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... linkOptions)
      throws IOException {
    if (!isFolder(path) || modes.contains(AccessMode.WRITE)) {
      files.checkAccess(path, modes, linkOptions);
    }
  }

  @Override
  public void createDirectory(Path dir, FileAttribute<?>... attrs) {
    files.createDirectory(dir, attrs);
  }

  @Override
  public void delete(Path path) {
    files.delete(path);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
    if (options.stream().anyMatch(option -> option != StandardOpenOption.READ)) {
      throw new SecurityException("the files of a bundle can only be read");
    }
    return files.newByteChannel(path, options, attrs);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path dir, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Set<Path> entries = folders.get(toAbsolutePath(dir).normalize());
    if (entries == null) {
      throw new NotDirectoryException(dir.toString());
    }
    List<Path> accepted = new ArrayList<>();
    for (Path entry : entries) {
      Path found = dir.resolve(entry.getFileName());
      if (filter.accept(found)) {
        accepted.add(found);
      }
    }
    return new Listing(accepted);
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return ROOT.resolve(path);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... linkOptions) throws IOException {
    return isFolder(path) ? toAbsolutePath(path).normalize() : files.toRealPath(path, linkOptions);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    int view = attributes.indexOf(':');
    if (view >= 0 && !attributes.startsWith("basic:")) {
      throw new UnsupportedOperationException("the files of a bundle have basic attributes only");
    }
    boolean folder = isFolder(path);
    Map<String, Object> all = new HashMap<>();
    all.put("isDirectory", folder);
    all.put("isRegularFile", !folder);
    all.put("isSymbolicLink", false);
    all.put("isOther", false);
    all.put("size", folder ? 0L : files.newByteChannel(path, Set.of()).size());
    all.put("lastModifiedTime", EPOCH);
    all.put("lastAccessTime", EPOCH);
    all.put("creationTime", EPOCH);
    all.put("fileKey", toAbsolutePath(path).normalize());
    String names = attributes.substring(view + 1);
    if (!"*".equals(names)) {
      all.keySet().retainAll(Set.of(names.split(",")));
    }
    return all;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  /** What is in a folder. */
  private record Listing(List<Path> entries) implements DirectoryStream<Path> {

    @Override
    public Iterator<Path> iterator() {
      return entries.iterator();
    }

    @Override
    public void close() {}
  }
}
