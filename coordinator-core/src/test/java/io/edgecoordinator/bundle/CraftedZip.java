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

  /** An entry; what begins with "local" is said before the data, the rest in the directory. */
  record Entry(
      byte[] name,
      byte[] localName,
      int flags,
      int localFlags,
      int method,
      byte[] data,
      long crc,
      long packed,
      long localPacked,
      long size,
      long localSize,
      int mode,
      byte[] extra,
      byte[] behind,
      int moved) {

    static Entry of(String name, byte[] content) {
      byte[] bytes = name.getBytes(UTF_8);
      byte[] data = deflated(content);
      CRC32 crc = new CRC32();
      crc.update(content);
      return new Entry(
          bytes,
          bytes,
          1 << 11,
          1 << 11,
          8,
          data,
          crc.getValue(),
          data.length,
          data.length,
          content.length,
          content.length,
          0,
          new byte[0],
          new byte[0],
          0);
    }

    Entry named(byte[] central, byte[] local, int newFlags) {
      return new Entry(
          central,
          local,
          newFlags,
          newFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry flagged(int central, int local) {
      return new Entry(
          name,
          localName,
          central,
          local,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry method(int other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          other,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry crc(long other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          other,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry sizes(long central, long local) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          central,
          local,
          mode,
          extra,
          behind,
          moved);
    }

    Entry packed(long central, long local) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          central,
          local,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry data(byte[] other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          other,
          crc,
          other.length,
          other.length,
          size,
          localSize,
          mode,
          extra,
          behind,
          moved);
    }

    Entry mode(int other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          other,
          extra,
          behind,
          moved);
    }

    Entry extra(byte... other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          other,
          behind,
          moved);
    }

    /** Followed by something before the next one. */
    Entry behind(byte... other) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          other,
          moved);
    }

    /** Said to begin that much later than it does. */
    Entry moved(int bytes) {
      return new Entry(
          name,
          localName,
          flags,
          localFlags,
          method,
          data,
          crc,
          packed,
          localPacked,
          size,
          localSize,
          mode,
          extra,
          behind,
          bytes);
    }
  }

  static byte[] deflated(byte[] content) {
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
    entries.add(lie.apply(Entry.of(name, content.getBytes(UTF_8))));
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
      directory.writeBytes(central(entry, out.size() + entry.moved()));
      out.writeBytes(local(entry));
      out.writeBytes(entry.data());
      out.writeBytes(entry.behind());
    }
    out.writeBytes(beforeDirectory);
    int said = count < 0 ? entries.size() : count;
    ByteBuffer end = little(22);
    end.putInt(0x06054b50).putInt(0).putShort((short) said).putShort((short) said);
    end.putInt(directory.size()).putInt(out.size()).putShort((short) 0);
    out.writeBytes(directory.toByteArray());
    out.writeBytes(end.array());
    out.writeBytes(suffix);
    return out.toByteArray();
  }

  private static byte[] central(Entry entry, int offset) {
    ByteBuffer out = little(46 + entry.name().length + entry.extra().length);
    out.putInt(0x02014b50).putShort((short) 0x0314).putShort((short) 20);
    out.putShort((short) entry.flags()).putShort((short) entry.method()).putInt(0);
    out.putInt((int) entry.crc()).putInt((int) entry.packed()).putInt((int) entry.size());
    out.putShort((short) entry.name().length).putShort((short) entry.extra().length);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.putShort((short) 0).putShort((short) entry.mode()).putInt(offset);
    return out.put(entry.name()).put(entry.extra()).array();
  }

  private static byte[] local(Entry entry) {
    ByteBuffer out = little(30 + entry.localName().length + entry.extra().length);
    out.putInt(0x04034b50).putShort((short) 20);
    out.putShort((short) entry.localFlags()).putShort((short) entry.method()).putInt(0);
    out.putInt((int) entry.crc()).putInt((int) entry.localPacked()).putInt((int) entry.localSize());
    out.putShort((short) entry.localName().length).putShort((short) entry.extra().length);
    return out.put(entry.localName()).put(entry.extra()).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
