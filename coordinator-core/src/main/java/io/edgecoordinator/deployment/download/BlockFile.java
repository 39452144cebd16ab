package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.BlockRequest;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes in blocks, and beside it a note of those that are there. The note says only
 * what is on disk: the blocks are forced out before it is written. It is there before the file is,
 * and goes when the file is complete; so a file without one is complete.
 *
 * <p>Blocks the thread, and is used by one at a time.
 */
final class BlockFile implements AutoCloseable {

  /** The size of all blocks but the last. */
  static final int BLOCK_BYTES = BlockRequest.MAX_LENGTH;

  /** After so long what is written is noted with the next block, in nanoseconds. */
  private static final long CHECKPOINT_NANOS = 2_000_000_000L;

  private final Path file;
  private final Install desired;
  private final DownloadLimits limits;
  private final FileChannel channel;
  private ProgressNote note;
  private int unnoted;
  private long notedAt = System.nanoTime();

  private BlockFile(
      Path file, Install desired, DownloadLimits limits, FileChannel channel, ProgressNote note) {
    this.file = file;
    this.desired = desired;
    this.limits = limits;
    this.channel = channel;
    this.note = note;
  }

  /**
   * Opens a file, with what is in it already; what belongs to another bundle is thrown away.
   *
   * @throws IOException if it can't be, or if there is no room; the message is for people
   */
  static BlockFile open(Path file, Install desired, DownloadLimits limits) throws IOException {
    if (desired.size() > limits.bytes()) {
      throw new IOException(
          "the bundle has %d bytes, which is more than the %d MiB it may have"
              .formatted(desired.size(), limits.bytes() >> 20));
    }
    ProgressNote note = found(file, desired);
    if (note == null) {
      delete(file);
      note = ProgressNote.none(desired.sha256());
    }
    long missing = desired.size() - bytesOf(note.have(), desired.size());
    if (missing > 0) {
      requireRoom(file, missing, limits);
      note.writeBeside(file);
      force(folder(file));
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new BlockFile(file, desired, limits, channel, note);
  }

  private static @Nullable ProgressNote found(Path file, Install desired) throws IOException {
    ProgressNote note = ProgressNote.beside(file);
    if (!Files.exists(file)) {
      return null;
    }
    if (note != null) {
      return note.sha256().equals(desired.sha256()) && note.have().length() <= count(desired.size())
          ? note
          : null;
    }
    if (Files.exists(ProgressNote.path(file)) || Files.size(file) != desired.size()) {
      return null;
    }
    BitSet all = new BitSet();
    all.set(0, count(desired.size()));
    return new ProgressNote(desired.sha256(), "", all);
  }

  private static void requireRoom(Path file, long missing, DownloadLimits limits)
      throws IOException {
    Path folder = folder(file);
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free - limits.reserveBytes() < missing) {
      throw new IOException(
          "there is no room for the bundle: %d bytes are to come, %d are free in %s, and %d of them are to stay free"
              .formatted(missing, free, folder, limits.reserveBytes()));
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
  }

  /** Returns how many blocks a file has. */
  static int count(long size) {
    return (int) ((size + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }

  /** Returns how many bytes a block has. */
  static int length(int block, long size) {
    return (int) Math.min(BLOCK_BYTES, size - (long) block * BLOCK_BYTES);
  }

  /** Returns how many bytes some blocks have together. */
  static long bytesOf(BitSet have, long size) {
    int count = count(size);
    long bytes = (long) have.cardinality() * BLOCK_BYTES;
    return have.get(count - 1) ? bytes - BLOCK_BYTES + length(count - 1, size) : bytes;
  }

  /** Returns the blocks that are there. */
  BitSet have() {
    return (BitSet) note.have().clone();
  }

  /** Returns by what the server tells this file from others of its address; empty if unknown. */
  String validator() {
    return note.validator();
  }

  /** Writes a block. It counts once a {@link #checkpoint} was made, which may be now. */
  void write(int block, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    long at = (long) block * BLOCK_BYTES;
    while (rest.hasRemaining()) {
      at += channel.write(rest, at);
    }
    note.have().set(block);
    unnoted++;
    if (unnoted >= limits.checkpointBlocks() || System.nanoTime() - notedAt > CHECKPOINT_NANOS) {
      checkpoint();
    }
  }

  /** Has what is written survive a crash and a power cut. */
  void checkpoint() throws IOException {
    notedAt = System.nanoTime();
    if (unnoted > 0) {
      channel.force(false);
      note.writeBeside(file);
      unnoted = 0;
    }
  }

  /** Forgets all blocks, and remembers what tells the file that comes now from others. */
  void startOver(String validator) throws IOException {
    note = new ProgressNote(desired.sha256(), validator, new BitSet());
    unnoted = 0;
    note.writeBeside(file);
  }

  /** Says that all blocks are there. */
  void complete() throws IOException {
    channel.force(true);
    ProgressNote.delete(file);
    channel.close();
  }

  /** Keeps what has come. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (channel.isOpen()) {
        checkpoint();
      }
    }
  }

  /** Removes a file and what is beside it, if they are there. The file goes first. */
  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    ProgressNote.delete(file);
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
