package io.edgecoordinator.deployment.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which blocks of a file are on disk, as it is written beside the file.
 *
 * @param sha256 of the whole file
 * @param validator by what the web server tells this file from others that were or will be at its
 *     address (RFC 9110, section 8.8.3); empty if that is not known
 * @param have the blocks
 */
record ProgressNote(String sha256, String validator, BitSet have) {

  /** What its name has after the file's. */
  static final String SUFFIX = ".blocks";

  private static final JsonMapper JSON = new JsonMapper();

  /** Nothing is there. */
  static ProgressNote none(String sha256) {
    return new ProgressNote(sha256, "", new BitSet());
  }

  static Path path(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX + ".new");
  }

  /** Returns what is noted beside a file, or null if nothing is, or nothing that can be read. */
  static @Nullable ProgressNote beside(Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(path(file)));
      return new ProgressNote(
          root.path("sha256").asString(""),
          root.path("validator").asString(""),
          BitSet.valueOf(Base64.getDecoder().decode(root.path("have").asString(""))));
    } catch (NoSuchFileException none) {
      return null;
    } catch (JacksonException | IllegalArgumentException damaged) {
      return null;
    }
  }

  /** Writes it beside a file, in whole or not at all. */
  void writeBeside(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("sha256", sha256);
    root.put("validator", validator);
    root.put("have", Base64.getEncoder().encodeToString(have.toByteArray()));
    Path next = next(file);
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(JSON.writeValueAsBytes(root));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(
        next, path(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what is beside a file. */
  static void delete(Path file) throws IOException {
    Files.deleteIfExists(next(file));
    Files.deleteIfExists(path(file));
  }
}
