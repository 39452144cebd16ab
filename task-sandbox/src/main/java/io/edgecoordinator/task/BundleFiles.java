package io.edgecoordinator.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a bundle that its tasks can load, in memory: a task never reads the disk. Two are
 * equal if they hold the same. Immutable; the bytes must not be changed.
 */
public final class BundleFiles {

  private final Map<String, byte[]> contents;
  private final byte[] digest;

  /**
   * Creates the set. Takes time: all of it is read once, for what it is compared by.
   *
   * @param contents by path inside the bundle, with {@code /} between folders, no leading one
   */
  public BundleFiles(Map<String, byte[]> contents) {
    this.contents = new TreeMap<>(contents);
    this.digest = digest(this.contents);
  }

  private static byte[] digest(Map<String, byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      contents.forEach((path, content) -> {
        add(digest, path.getBytes(StandardCharsets.UTF_8));
        add(digest, content);
      });
      return digest.digest();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** Returns the content of a file, or null if there is none of that path. */
  public byte @Nullable [] content(String path) {
    return contents.get(path);
  }

  /** Returns the files by path, in the order of their paths. */
  public Map<String, byte[]> contents() {
    return Collections.unmodifiableMap(contents);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BundleFiles files && Arrays.equals(digest, files.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }
}
