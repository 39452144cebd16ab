package io.edgecoordinator.task.worker;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files of a bundle as guest code sees them: read-only, in memory, under {@code /bundle}. There
 * is nothing else, so a path that climbs out finds no file.
 */
class BundleFileSystem implements FileSystem {

  static final Path ROOT = Path.of("/bundle");

  private final Map<String, byte[]> files;

  BundleFileSystem(Map<String, byte[]> files) {
    this.files = files;
  }

  /** Returns where guest code finds a file of the bundle. */
  static Path pathOf(String file) {
    return ROOT.resolve(file).normalize();
  }

  /** Returns the content of a file. */
  byte[] content(Path path) throws NoSuchFileException {
    Path absolute = toAbsolutePath(path).normalize();
    byte[] content =
        absolute.startsWith(ROOT) ? files.get(ROOT.relativize(absolute).toString()) : null;
    if (content == null) {
      throw new NoSuchFileException(path.toString());
    }
    return content;
  }

  @Override
  public Path parsePath(URI uri) {
    if (!"file".equals(uri.getScheme())) {
      throw new IllegalArgumentException(uri + " is not a file of the bundle");
    }
    return Path.of(uri);
  }

  @Override
  public Path parsePath(String path) {
    return Path.of(path);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... linkOptions)
      throws NoSuchFileException {
    if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
      throw readOnly();
    }
    content(path);
  }

  @Override
  public void createDirectory(Path dir, FileAttribute<?>... attrs) {
    throw readOnly();
  }

  @Override
  public void delete(Path path) {
    throw readOnly();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
      throws NoSuchFileException {
    return new ContentChannel(content(path));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path dir, DirectoryStream.Filter<? super Path> filter) {
    throw readOnly();
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return ROOT.resolve(path);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... linkOptions) throws NoSuchFileException {
    content(path);
    return toAbsolutePath(path).normalize();
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws NoSuchFileException {
    return Map.of("isRegularFile", true, "isDirectory", false, "size", (long) content(path).length);
  }

  private static SecurityException readOnly() {
    return new SecurityException("the files of a bundle can only be read");
  }

  /** A file's content as a channel. */
  private static final class ContentChannel implements SeekableByteChannel {

    private final ByteBuffer content;

    ContentChannel(byte[] content) {
      this.content = ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    @Override
    public int read(ByteBuffer target) {
      if (!content.hasRemaining()) {
        return -1;
      }
      int count = Math.min(target.remaining(), content.remaining());
      target.put(content.slice(content.position(), count));
      content.position(content.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() {
      return content.position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      content.position((int) Math.min(newPosition, content.limit()));
      return this;
    }

    @Override
    public long size() {
      return content.limit();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
