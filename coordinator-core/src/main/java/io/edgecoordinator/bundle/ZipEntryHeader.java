package io.edgecoordinator.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a zip says about one entry, in one of the two places where it says so (APPNOTE 4.3.7 and
 * 4.3.12). Immutable.
 *
 * @param name as it is written
 * @param crc as an unsigned number, as are the sizes
 * @param packed bytes it takes in the zip
 * @param size bytes it has unpacked
 * @param mode what kind of file it is on Unix, 0 if that is not said
 * @param offset of its local header; 0 in a local header, which does not say it
 */
record ZipEntryHeader(
    String name, int flags, int method, long crc, long packed, long size, int mode, long offset) {

  static final int CENTRAL_BYTES = 46;
  static final int LOCAL_BYTES = 30;

  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIGNATURE = 0x04034b50;

  /** Sizes and checksum are behind the data. */
  private static final int DESCRIPTOR = 1 << 3;

  private static final int UTF_8 = 1 << 11;

  /** Bits 1 and 2 say how hard the packer tried. */
  private static final int KNOWN = 0b110 | DESCRIPTOR | UTF_8;

  /** Strong and traditional encryption, and that of the directory. */
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;

  private static final int ZIP64 = 0x0001;
  private static final int OTHER_NAME = 0x7075;

  private static final int TYPE = 0xF000;
  private static final int FOLDER = 0x4000;
  private static final int REGULAR = 0x8000;

  /** Reads one from the central directory, and moves behind it. */
  static ZipEntryHeader central(ByteBuffer in) throws IOException {
    int at = in.position();
    require(in, CENTRAL_BYTES);
    if (in.getInt(at) != CENTRAL_SIGNATURE) {
      throw new IOException("the zip is damaged: its directory has something else than entries");
    }
    int extra = unsigned(in, at + 30);
    int comment = unsigned(in, at + 32);
    in.position(at + CENTRAL_BYTES);
    String name = rest(in, unsigned(in, at + 28), extra, comment, unsigned(in, at + 8));
    if (unsigned(in, at + 34) != 0) {
      throw wrong(name, "is on another disk");
    }
    return new ZipEntryHeader(
        name,
        unsigned(in, at + 8),
        unsigned(in, at + 10),
        number(in, at + 16),
        number(in, at + 20),
        number(in, at + 24),
        unsigned(in, at + 40),
        number(in, at + 42));
  }

  /** Reads one from before the data, and moves behind it. */
  static ZipEntryHeader local(ByteBuffer in) throws IOException {
    int at = in.position();
    require(in, LOCAL_BYTES);
    if (in.getInt(at) != LOCAL_SIGNATURE) {
      throw new IOException("the zip is damaged: there is no entry where its directory says");
    }
    in.position(at + LOCAL_BYTES);
    String name = rest(in, unsigned(in, at + 26), unsigned(in, at + 28), 0, unsigned(in, at + 6));
    return new ZipEntryHeader(
        name,
        unsigned(in, at + 6),
        unsigned(in, at + 8),
        number(in, at + 14),
        number(in, at + 18),
        number(in, at + 22),
        0,
        0);
  }

  /** Returns how many bytes a local header has behind its fixed part. */
  static int restOfLocal(ByteBuffer fixed) {
    return unsigned(fixed, 26) + unsigned(fixed, 28);
  }

  private static String rest(ByteBuffer in, int nameBytes, int extra, int comment, int flags)
      throws IOException {
    require(in, nameBytes + extra + comment);
    String name = name(in.slice(in.position(), nameBytes), (flags & UTF_8) != 0);
    in.position(in.position() + nameBytes);
    checkExtra(name, in.slice(in.position(), extra));
    in.position(in.position() + extra + comment);
    return name;
  }

  private static String name(ByteBuffer bytes, boolean utf8) throws IOException {
    boolean ascii = true;
    for (int i = 0; i < bytes.limit(); i++) {
      ascii &= bytes.get(i) >= 0;
    }
    try {
      if (ascii || utf8) {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      }
    } catch (CharacterCodingException malformed) {
      // falls through
    }
    String guess = StandardCharsets.ISO_8859_1.decode(bytes.rewind()).toString();
    throw wrong(guess, "has a name that is not UTF-8");
  }

  private static void checkExtra(String name, ByteBuffer extra) throws IOException {
    extra.order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at + 4 <= extra.limit()) {
      int id = unsigned(extra, at);
      if (id == ZIP64) {
        throw wrong(name, "has sizes of zip64, which no bundle needs");
      }
      if (id == OTHER_NAME) {
        throw wrong(name, "has a second name");
      }
      at += 4 + unsigned(extra, at + 2);
    }
    if (at != extra.limit()) {
      throw wrong(name, "has a malformed extra field");
    }
  }

  /** Fails if it is of a kind that no bundle needs. */
  void checkKind() throws IOException {
    if ((flags & ENCRYPTED) != 0) {
      throw wrong("is encrypted");
    }
    if ((flags & ~KNOWN) != 0) {
      throw wrong("has flags that are not known here");
    }
    if (method != STORED && method != DEFLATED) {
      throw wrong("is packed with method %d, and only deflate is known here".formatted(method));
    }
    if (method == STORED && packed != size) {
      throw wrong("is not packed, but has two sizes");
    }
    if (method == STORED && hasDescriptor()) {
      throw wrong("is not packed, and its size is not before its data");
    }
    int type = mode & TYPE;
    if (type != 0 && type != (isFolder() ? FOLDER : REGULAR)) {
      throw wrong("is neither a file nor a folder, but a link or a device");
    }
    if (isFolder() && size != 0) {
      throw wrong("is a folder, but has content");
    }
  }

  /** Fails unless a local header says the same as this one of the directory. */
  void checkSame(ZipEntryHeader local) throws IOException {
    boolean later = hasDescriptor() && local.crc == 0 && local.packed == 0 && local.size == 0;
    boolean same =
        name.equals(local.name)
            && flags == local.flags
            && method == local.method
            && (later || (crc == local.crc && packed == local.packed && size == local.size));
    if (!same) {
      throw wrong("is described differently in the directory and before its data");
    }
  }

  /** Says whether sizes and checksum follow the data. */
  boolean hasDescriptor() {
    return (flags & DESCRIPTOR) != 0;
  }

  boolean isFolder() {
    return name.endsWith("/");
  }

  IOException wrong(String what) {
    return wrong(name, what);
  }

  private static IOException wrong(String name, String what) {
    return new IOException("the zip's entry \"%s\" %s".formatted(Shown.of(name), what));
  }

  private static void require(ByteBuffer in, int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new IOException("the zip is damaged: an entry ends early");
    }
  }

  static int unsigned(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  static long number(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }
}
