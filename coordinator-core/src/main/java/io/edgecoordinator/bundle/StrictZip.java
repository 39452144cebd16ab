package io.edgecoordinator.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Brings the files of a zip into memory that a stranger may have made. It takes only what can be
 * understood in one way: entries without gaps from the first byte on, each described alike in both
 * places, then the directory, then its end record, which is the end of the file. Sizes are looked
 * at before anything is unpacked, and nothing unpacks to more than was said.
 */
final class StrictZip implements AutoCloseable {

  /** The most bytes a zip may have. */
  static final int MAX_BYTES = BundleReader.MAX_BYTES;

  /** The most bytes its directory may have. */
  private static final int MAX_DIRECTORY_BYTES = 1 << 20;

  /** The most entries, folders among them. */
  static final int MAX_ENTRIES = 2 * BundleReader.MAX_FILES;

  /** So many times its packed size a file may have, if it is large. */
  static final int MAX_RATIO = 250;

  /** Files of fewer bytes may be as dense as they like. */
  static final int SMALL_BYTES = 1 << 20;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int DESCRIPTOR_BYTES = 12;
  private static final int ZIP64_COUNT = 0xFFFF;

  private final FileChannel channel;
  private final long length;
  private long directory;

  private StrictZip(Path file) throws IOException {
    channel = FileChannel.open(file);
    length = channel.size();
  }

  /**
   * Returns the files by path.
   *
   * @throws IOException if the zip can't be read, breaks a bound or could be misunderstood; the
   *     message says so to people, and names the entry
   */
  static Map<String, byte[]> read(Path file) throws IOException {
    try (StrictZip zip = new StrictZip(file)) {
      List<ZipEntryHeader> entries = zip.entries();
      checkAll(entries);
      Map<String, byte[]> files = new TreeMap<>();
      long expected = 0;
      for (ZipEntryHeader entry : entries) {
        if (entry.offset() != expected) {
          throw entry.wrong("does not begin where the one before it ends");
        }
        long data = zip.checkLocal(entry);
        byte[] content = zip.content(entry, data);
        if (!entry.isFolder()) {
          files.put(entry.name(), content);
        }
        expected = zip.end(entry, data + entry.packed());
      }
      if (expected != zip.directory) {
        throw new IOException("the zip has something between its entries and its directory");
      }
      return files;
    }
  }

  /** Returns what the directory says, in the order of the data. */
  private List<ZipEntryHeader> entries() throws IOException {
    if (length > MAX_BYTES) {
      throw new IOException("the zip has more than %d MiB".formatted(MAX_BYTES >> 20));
    }
    ByteBuffer end = length < END_BYTES ? null : bytes(length - END_BYTES, END_BYTES);
    if (end == null || end.getInt(0) != END_SIGNATURE || ZipEntryHeader.unsigned(end, 20) != 0) {
      throw new IOException(
          startsLikeAZip()
              ? "the zip is damaged: it does not end with its directory"
              : "this is neither a folder nor a zip file");
    }
    int count = ZipEntryHeader.unsigned(end, 10);
    if (count == ZIP64_COUNT || count > MAX_ENTRIES) {
      throw new IOException("the zip has more than %d entries".formatted(MAX_ENTRIES));
    }
    long size = ZipEntryHeader.number(end, 12);
    directory = ZipEntryHeader.number(end, 16);
    if (end.getInt(4) != 0
        || ZipEntryHeader.unsigned(end, 8) != count
        || directory + size != length - END_BYTES
        || size > MAX_DIRECTORY_BYTES) {
      throw new IOException("the zip is damaged: its directory is not where its end says");
    }
    ByteBuffer in = bytes(directory, (int) size);
    List<ZipEntryHeader> entries = new ArrayList<>(count);
    while (in.hasRemaining() && entries.size() < count) {
      entries.add(ZipEntryHeader.central(in));
    }
    if (entries.size() != count || in.hasRemaining()) {
      throw new IOException("the zip is damaged: its directory has not as many entries as it says");
    }
    entries.sort(Comparator.comparingLong(ZipEntryHeader::offset));
    return entries;
  }

  private boolean startsLikeAZip() throws IOException {
    return length >= 4 && bytes(0, 2).getShort(0) == 0x4b50;
  }

  /** Fails if the directory tells of something that must not be unpacked. */
  private static void checkAll(List<ZipEntryHeader> entries) throws IOException {
    BundlePaths paths = new BundlePaths("the zip");
    int files = 0;
    long total = 0;
    for (ZipEntryHeader entry : entries) {
      String name = entry.name();
      if (entry.isFolder()) {
        paths.addFolder(name.substring(0, name.length() - 1));
      } else {
        paths.addFile(name);
        files++;
      }
      entry.checkKind();
      total += entry.size();
      if (files > BundleReader.MAX_FILES) {
        throw new IOException("it has more than " + BundleReader.MAX_FILES + " files");
      }
      if (total > BundleReader.MAX_BYTES) {
        throw new IOException(
            "its files have more than %d MiB, with \"%s\""
                .formatted(BundleReader.MAX_BYTES >> 20, Shown.of(name)));
      }
      if (entry.size() > SMALL_BYTES && entry.size() > MAX_RATIO * entry.packed()) {
        throw entry.wrong("unpacks to more than %d times its size".formatted(MAX_RATIO));
      }
    }
  }

  /** Compares with the header before the data, and returns where the data begins. */
  private long checkLocal(ZipEntryHeader entry) throws IOException {
    long at = entry.offset();
    ByteBuffer fixed = bytes(at, ZipEntryHeader.LOCAL_BYTES);
    int whole = ZipEntryHeader.LOCAL_BYTES + ZipEntryHeader.restOfLocal(fixed);
    entry.checkSame(ZipEntryHeader.local(bytes(at, whole)));
    return at + whole;
  }

  private byte[] content(ZipEntryHeader entry, long data) throws IOException {
    if (entry.packed() > directory - data) {
      throw entry.wrong("ends behind the directory");
    }
    byte[] packed = bytes(data, (int) entry.packed()).array();
    byte[] content = entry.method() == ZipEntryHeader.STORED ? packed : inflated(entry, packed);
    CRC32 crc = new CRC32();
    crc.update(content);
    if (crc.getValue() != entry.crc()) {
      throw entry.wrong("is damaged: its checksum differs");
    }
    return content;
  }

  private static byte[] inflated(ZipEntryHeader entry, byte[] packed) throws IOException {
    byte[] content = new byte[(int) entry.size()];
    byte[] more = new byte[1];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int filled = 0;
      for (int n = 1; n > 0 && filled < content.length; filled += n) {
        n = inflater.inflate(content, filled, content.length - filled);
      }
      if (filled < content.length || inflater.inflate(more) > 0 || !inflater.finished()) {
        throw entry.wrong("does not unpack to the size it says");
      }
      if (inflater.getRemaining() > 0) {
        throw entry.wrong("has something behind its data");
      }
      return content;
    } catch (DataFormatException malformed) {
      throw entry.wrong("is damaged: " + malformed.getMessage());
    }
  }

  /** Returns where an entry ends whose data does so at the given place. */
  private long end(ZipEntryHeader entry, long data) throws IOException {
    if (!entry.hasDescriptor()) {
      return data;
    }
    int signed = DESCRIPTOR_BYTES + 4;
    int available = (int) Math.min(signed, directory - data);
    if (available >= DESCRIPTOR_BYTES) {
      ByteBuffer descriptor = bytes(data, available);
      if (available == signed
          && descriptor.getInt(0) == DESCRIPTOR_SIGNATURE
          && isOf(entry, descriptor, 4)) {
        return data + signed;
      }
      if (isOf(entry, descriptor, 0)) {
        return data + DESCRIPTOR_BYTES;
      }
    }
    throw entry.wrong("is described differently in the directory and behind its data");
  }

  private static boolean isOf(ZipEntryHeader entry, ByteBuffer descriptor, int at) {
    return ZipEntryHeader.number(descriptor, at) == entry.crc()
        && ZipEntryHeader.number(descriptor, at + 4) == entry.packed()
        && ZipEntryHeader.number(descriptor, at + 8) == entry.size();
  }

  private ByteBuffer bytes(long at, int count) throws IOException {
    if (at + count > length) {
      throw new IOException("the zip is damaged: it ends early");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("the zip became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
