package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a bundle, seen from the event loop: which are there, and a bounded number on their
 * way to the disk, which a thread of its own writes in batches. Belongs to the event loop.
 */
final class Blocks {

  private final WorkerExecutor disk;
  private final Path file;
  private final Install desired;
  private final DownloadLimits limits;
  private final int count;
  private BitSet have = new BitSet();
  private String validator = "";
  private Map<Integer, byte[]> waiting = new LinkedHashMap<>();
  private int beingWritten;
  private Runnable written = () -> {};
  private Consumer<Throwable> failed = _ -> {};

  /** Belongs to the thread of the disk. */
  private @Nullable BlockFile opened;

  /** A piece of work on the file. */
  private interface Work {
    void on(BlockFile file) throws IOException;
  }

  /**
   * Creates the blocks; {@link #open} finds out which are there.
   *
   * @param disk one thread, the same for all downloads, so that nobody opens a file that another
   *     has not closed yet
   */
  Blocks(WorkerExecutor disk, Path file, Install desired, DownloadLimits limits) {
    this.disk = disk;
    this.file = file;
    this.desired = desired;
    this.limits = limits;
    this.count = BlockFile.count(desired.size());
  }

  /**
   * Opens the file.
   *
   * @param written called when blocks have reached the disk
   * @param failed told if the disk fails
   */
  Future<Void> open(Runnable written, Consumer<Throwable> failed) {
    this.written = written;
    this.failed = failed;
    return disk.executeBlocking(() -> BlockFile.open(file, desired, limits))
        .map(found -> {
          opened = found;
          have = found.have();
          validator = found.validator();
          return null;
        });
  }

  /** Returns how many blocks there are when all have come. */
  int count() {
    return count;
  }

  /** Returns how many bytes a block has. */
  int length(int block) {
    return BlockFile.length(block, desired.size());
  }

  /** Returns where in the file a block begins. */
  static long offset(int block) {
    return (long) block * BlockFile.BLOCK_BYTES;
  }

  /** Says whether a block has come. */
  boolean has(int block) {
    return have.get(block);
  }

  /** Returns the first block from a given one on that has not come, or {@link #count}. */
  int nextMissing(int from) {
    return Math.min(have.nextClearBit(from), count);
  }

  /** Returns the first block from a given one on that has come, or {@link #count}. */
  int nextPresent(int from) {
    int next = have.nextSetBit(from);
    return next < 0 ? count : next;
  }

  /** Returns how many bytes have come. */
  long received() {
    return have.isEmpty() ? 0 : BlockFile.bytesOf(have, desired.size());
  }

  /** Returns by what a web server tells this file from others of its address, or nothing. */
  String validator() {
    return validator;
  }

  /** Returns how many blocks have come and are not on disk. */
  int unwritten() {
    return waiting.size() + beingWritten;
  }

  /** Says whether there is room for a block, when so many others are still to come. */
  boolean isRoomFor(int underWay) {
    return unwritten() + underWay < limits.unwrittenBlocks();
  }

  /** Takes a block that has not come before, and is as long as it should be. */
  void put(int block, byte[] bytes) {
    have.set(block);
    waiting.put(block, bytes);
    write();
  }

  private void write() {
    if (beingWritten > 0 || waiting.isEmpty()) {
      return;
    }
    Map<Integer, byte[]> batch = takeWaiting();
    beingWritten = batch.size();
    onDisk(to -> write(batch, to))
        .onComplete(
            _ -> {
              beingWritten = 0;
              write();
              written.run();
            },
            broken ->
                failed.accept(new IOException("cannot write " + file + ": " + broken, broken)));
  }

  private Map<Integer, byte[]> takeWaiting() {
    Map<Integer, byte[]> batch = waiting;
    waiting = new LinkedHashMap<>();
    return batch;
  }

  private static void write(Map<Integer, byte[]> batch, BlockFile to) throws IOException {
    for (Map.Entry<Integer, byte[]> block : batch.entrySet()) {
      to.write(block.getKey(), block.getValue());
    }
  }

  /** Forgets all blocks: what comes now is another file. */
  void startOver(String newValidator) {
    have.clear();
    waiting.clear();
    validator = newValidator;
    onDisk(file -> file.startOver(newValidator)).onFailure(failed::accept);
  }

  /** Has what was written survive a crash. */
  void checkpoint() {
    onDisk(BlockFile::checkpoint).onFailure(failed::accept);
  }

  /** Says whether all blocks have come and are written. */
  boolean areComplete() {
    return nextMissing(0) == count && unwritten() == 0;
  }

  /** Completes the file. */
  Future<Void> complete() {
    return onDisk(BlockFile::complete);
  }

  /** Closes the file, if it is open; what has come stays. */
  Future<Void> close() {
    Map<Integer, byte[]> rest = takeWaiting();
    return opened == null
        ? Future.succeededFuture()
        : onDisk(to -> {
          try (to) {
            write(rest, to);
          }
        });
  }

  private Future<Void> onDisk(Work work) {
    return disk.executeBlocking(() -> {
      work.on(Objects.requireNonNull(opened, "opened"));
      return null;
    });
  }
}
