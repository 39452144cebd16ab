package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of a bundle, and apart from them its signature. Immutable; bytes are not copied. */
final class BundleContent {

  /** The file in which the signature is. It is not signed itself, and no task sees it. */
  static final String SIGNATURE = "bundle.jws";

  /** As their bytes in UTF-8 are ordered, so that it needs no word about characters. */
  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final SortedMap<String, byte[]> files = new TreeMap<>(BY_BYTES);
  private final byte @Nullable [] signature;

  /**
   * @param all the files by path, the signature among them if there is one
   */
  BundleContent(Map<String, byte[]> all) {
    files.putAll(all);
    signature = files.remove(SIGNATURE);
  }

  /**
   * Reads those of a folder or a zip.
   *
   * @throws IOException if that can't be done; the message says why, but does not name the bundle
   */
  static BundleContent read(Path bundle) throws IOException {
    return new BundleContent(BundleReader.read(bundle));
  }

  /** Returns the files without the signature, in the order in which they are packed. */
  SortedMap<String, byte[]> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** Returns the signature as it is written, or null if there is none. */
  @Nullable String signature() {
    return signature == null ? null : new String(signature, StandardCharsets.ISO_8859_1).strip();
  }

  /**
   * Returns the digest of the files: the SHA-256 of a line for each, in the order of the bytes of
   * their paths, which is the path, a NUL, the SHA-256 of the file and a line feed.
   */
  String digest() {
    MessageDigest digest = Sha256.digest();
    files.forEach((path, content) ->
        digest.update((path + "\0" + Sha256.hex(content) + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest);
  }
}
