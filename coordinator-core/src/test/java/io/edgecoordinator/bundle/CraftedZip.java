package io.edgecoordinator.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A zip of which every field can be a lie. */
final class CraftedZip {

  private final List<Entry> entries = new ArrayList<>();
  private int count = -1;
  private byte[] prefix = {};
  private byte[] beforeDirectory = {};
  private byte[] suffix = {};

  /** An entry; what is "local" is said before the data, the rest in the directory. */
  static final class Entry {

    private byte[] name;
    private byte[] localName;
    private int flags = 1 << 11;
    private int localFlags = 1 << 11;
    private int method = 8;
    private byte[] data;
    private long crc;
    private long packed;
    private long localPacked;
    private long size;
    private long localSize;
    private int mode;
    private byte[] extra = {};
    private byte[] behind = {};
    private int moved;

    private Entry(String name, byte[] content) {
      this.name = name.getBytes(UTF_8);
      localName = this.name;
      data = deflated(content);
      CRC32 sum = new CRC32();
      sum.update(content);
      crc = sum.getValue();
      packed = data.length;
      localPacked = data.length;
      size = content.length;
      localSize = content.length;
    }

    long crc() {
      return crc;
    }

    long packed() {
      return packed;
    }

    long size() {
      return size;
    }

    byte[] data() {
      return data;
    }

    Entry names(byte[] central, byte[] local) {
      name = central;
      localName = local;
      return this;
    }

    Entry flags(int central, int local) {
      flags = central;
      localFlags = local;
      return this;
    }

    Entry method(int other) {
      method = other;
      return this;
    }

    Entry crc(long other) {
      crc = other;
      return this;
    }

    Entry sizes(long central, long local) {
      size = central;
      localSize = local;
      return this;
    }

    Entry packed(long central, long local) {
      packed = central;
      localPacked = local;
      return this;
    }

    Entry data(byte[] other) {
      data = other;
      return packed(other.length, other.length);
    }

    Entry mode(int other) {
      mode = other;
      return this;
    }

    Entry extra(byte... other) {
      extra = other;
      return this;
    }

    /** Followed by something before the next one. */
    Entry behind(byte... other) {
      behind = other;
      return this;
    }

    /** Said to begin that much later than it does. */
    Entry moved(int bytes) {
      moved = bytes;
      return this;
    }
  }

  private static byte[] deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater(9, true)) {
      deflater.setInput(content);
      deflater.finish();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }

  CraftedZip add(String name, String content) {
    return add(name, content, UnaryOperator.identity());
  }

  CraftedZip add(String name, String content, UnaryOperator<Entry> lie) {
    entries.add(lie.apply(new Entry(name, content.getBytes(UTF_8))));
    return this;
  }

  /** Says so many entries in the end record. */
  CraftedZip count(int said) {
    count = said;
    return this;
  }

  CraftedZip around(String before, String between, String after) {
    prefix = before.getBytes(UTF_8);
    beforeDirectory = between.getBytes(UTF_8);
    suffix = after.getBytes(UTF_8);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    out.writeBytes(prefix);
    for (Entry entry : entries) {
      directory.writeBytes(central(entry, out.size() + entry.moved));
      out.writeBytes(local(entry));
      out.writeBytes(entry.data);
      out.writeBytes(entry.behind);
    }
    out.writeBytes(beforeDirectory);
    int said = count < 0 ? entries.size() : count;
    Fields end = new Fields().four(0x06054b50).four(0).two(said).two(said);
    end.four(directory.size()).four(out.size()).two(0);
    out.writeBytes(directory.toByteArray());
    out.writeBytes(end.bytes());
    out.writeBytes(suffix);
    return out.toByteArray();
  }

  private static byte[] central(Entry entry, int offset) {
    Fields out = new Fields().four(0x02014b50).two(0x0314).two(20);
    out.two(entry.flags).two(entry.method).four(0);
    out.four(entry.crc).four(entry.packed).four(entry.size);
    out.two(entry.name.length).two(entry.extra.length).two(0).two(0).two(0);
    out.two(0).two(entry.mode).four(offset);
    return out.all(entry.name).all(entry.extra).bytes();
  }

  private static byte[] local(Entry entry) {
    Fields out = new Fields().four(0x04034b50).two(20);
    out.two(entry.localFlags).two(entry.method).four(0);
    out.four(entry.crc).four(entry.localPacked).four(entry.localSize);
    out.two(entry.localName.length).two(entry.extra.length);
    return out.all(entry.localName).all(entry.extra).bytes();
  }

  /** Numbers as a zip has them. */
  static final class Fields {

    private final ByteBuffer out = ByteBuffer.allocate(70_000).order(ByteOrder.LITTLE_ENDIAN);

    Fields two(int number) {
      out.putShort((short) number);
      return this;
    }

    Fields four(long number) {
      out.putInt((int) number);
      return this;
    }

    Fields all(byte[] bytes) {
      out.put(bytes);
      return this;
    }

    byte[] bytes() {
      byte[] bytes = new byte[out.position()];
      out.get(0, bytes);
      return bytes;
    }
  }
}
