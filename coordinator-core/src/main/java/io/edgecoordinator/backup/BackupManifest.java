package io.edgecoordinator.backup;

import io.edgecoordinator.bundle.Sha256;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is in a backup. Immutable.
 *
 * @param box the id of the coordinator it is of
 * @param files by path: {@code coordinator.db}, and the archives of bundles
 */
public record BackupManifest(String box, Instant created, SortedMap<String, Content> files) {

  /** Changes when the files of a backup, or their names, do. */
  static final int FORM = 1;

  /** The entry it is in. */
  static final String NAME = "manifest.json";

  static final String DATABASE = "coordinator.db";
  static final String BUNDLES = "bundles";

  /** No manifest is longer: it names a few archives. */
  static final int MAX_BYTES = 1 << 20;

  /** No file is larger, so that the sum of all fits a number. */
  private static final long MOST_BYTES = 1L << 48;

  private static final Pattern PATH =
      Pattern.compile("coordinator\\.db|bundles/[0-9a-f]{64}\\.zip");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What a file holds.
   *
   * @param size in bytes
   * @param sha256 64 lower-case hexadecimal digits
   */
  public record Content(long size, String sha256) {}

  public BackupManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Returns the bytes of all files. */
  public long bytes() {
    return files.values().stream().mapToLong(Content::size).sum();
  }

  /** Returns what tells it from others: the SHA-256 of its JSON. */
  public String digest() {
    return Sha256.hex(json());
  }

  /** Returns it as JSON. */
  byte[] json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("form", FORM).put("box", box).put("created", created.toString());
    ObjectNode all = root.putObject("files");
    files.forEach((path, content) ->
        all.putObject(path).put("size", content.size()).put("sha256", content.sha256()));
    return JSON.writeValueAsBytes(root);
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is malformed or of another form; the message says so
   */
  static BackupManifest parse(byte[] json) throws IOException {
    try {
      JsonNode root = JSON.readTree(json);
      int form = root.path("form").asInt(0);
      if (form != FORM) {
        throw new IOException(
            "the backup is of form %d, and this coordinator reads form %d".formatted(form, FORM));
      }
      SortedMap<String, Content> files = new TreeMap<>();
      for (var entry : root.path("files").properties()) {
        files.put(path(entry.getKey()), content(entry.getValue()));
      }
      if (!files.containsKey(DATABASE)) {
        throw new IOException("the backup has no " + DATABASE);
      }
      return new BackupManifest(
          root.path("box").asString(""), Instant.parse(root.path("created").asString("")), files);
    } catch (JacksonException | DateTimeParseException malformed) {
      throw new IOException("the backup is damaged: " + NAME + " can't be read", malformed);
    }
  }

  private static String path(String path) throws IOException {
    if (!PATH.matcher(path).matches()) {
      throw new IOException("the backup has a file that belongs into none: " + path);
    }
    return path;
  }

  private static Content content(JsonNode node) throws IOException {
    long size = node.path("size").asLong(-1);
    String sha256 = node.path("sha256").asString("");
    if (size < 0 || size > MOST_BYTES || !DIGEST.matcher(sha256).matches()) {
      throw new IOException("the backup is damaged: " + NAME + " has no digest of a file");
    }
    return new Content(size, sha256);
  }
}
