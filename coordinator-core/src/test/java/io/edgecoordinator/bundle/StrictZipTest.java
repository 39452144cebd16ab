package io.edgecoordinator.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.bundle.CraftedZip.Entry;
import io.edgecoordinator.bundle.CraftedZip.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictZipTest {

  @TempDir private Path temp;

  @Test
  void readsWhatPackersOfAllKindsWrite() throws IOException {
    Path streamed = temp.resolve("streamed.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(streamed))) {
      zip.putNextEntry(new ZipEntry("folder/"));
      zip.putNextEntry(new ZipEntry("folder/ü.js"));
      zip.write("x".getBytes(UTF_8));
    }

    assertThat(StrictZip.read(streamed)).containsOnlyKeys("folder/ü.js");
    assertThat(read(good())).containsOnlyKeys("bundle.yaml", "src/a.js");
    assertThat(read(good().add("empty", "").add("attributes", "x", e -> e.mode(0x81a4))))
        .hasSize(4);
    assertThat(read(good().add("stored", "x", StrictZipTest::stored)).get("stored"))
        .asString()
        .isEqualTo("x");
    // a time stamp of Info-ZIP
    assertThat(read(good().add("x", "x", e -> e.extra((byte) 'U', (byte) 'T', (byte) 0, (byte) 0))))
        .hasSize(3);
  }

  @Test
  void readsADescriptorWithAndWithoutSignature() throws IOException {
    for (boolean signed : new boolean[] {true, false}) {
      assertThat(read(good().add("x", "content", e -> described(e, signed, 0)))).containsKey("x");
    }
    refuses(
        good().add("x", "content", e -> described(e, true, 1)),
        entry("x", "is described differently in the directory and behind its data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.js",
        "a/../../evil.js",
        "/etc/evil.js",
        "a//b.js",
        "./a.js",
        "c:evil.js",
        "C:\\evil.js",
        "..\\evil.js",
        "a\0.js",
        "a\nb.js",
        "../",
        "/",
        "..",
      })
  void refusesAPathThatLeadsOutOrIsNone(String path) {
    String shown = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    refuses(
        good().add(path, ""),
        "the zip has a file with the path \"%s\"".formatted(shown.replaceAll("\\p{Cntrl}", "?")));
  }

  @ParameterizedTest
  @CsvSource({
    "src/a.js, the zip has \"src/a.js\" twice",
    "bundle.yaml/x, the zip has \"bundle.yaml\" twice",
    "src, the zip has \"src\" twice",
  })
  void refusesTheSamePathTwice(String path, String message) {
    refuses(good().add(path, "x"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "SRC/A.JS, src, SRC",
    "Bundle.yaml, bundle.yaml, Bundle.yaml",
    "Src/b.js, src, Src",
  })
  void refusesPathsThatDifferInCaseAlone(String path, String one, String other) {
    refuses(
        good().add(path, "x"),
        "the zip has \"%s\" and \"%s\", which are the same on some systems".formatted(one, other));
  }

  @Test
  void refusesPathsThatDifferInTheFormOfCharactersAlone() {
    refuses(
        good().add("\u00e9", "x").add("e\u0301", "x"),
        "the zip has \"\u00e9\" and \"e\u0301\", which are the same on some systems");
  }

  @Test
  void refusesPathsThatAreTooLongOrTooDeep() {
    String deep = "d/".repeat(BundlePaths.MAX_DEPTH + 1) + "x";
    refuses(good().add(deep, ""), "the zip has a file in more than 16 folders: \"" + deep + "\"");
    assertThatThrownBy(() -> read(good().add("ü".repeat(128), "")))
        .hasMessageStartingWith("the zip has a file with a path of more than 255 bytes: \"üü");
  }

  @ParameterizedTest
  @CsvSource({"0xA1FF, x", "0x6000, x", "0x1000, x", "0xC000, x", "0x4000, x", "0x81a4, x/"})
  void refusesLinksAndDevicesAndFoldersThatAreNone(String mode, String path) {
    refuses(
        good().add(path, "", e -> e.mode(Integer.decode(mode))),
        entry(path, "is neither a file nor a folder, but a link or a device"));
  }

  @Test
  void refusesAFolderWithContent() {
    refuses(good().add("x/", "content"), entry("x/", "is a folder, but has content"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1 << 6, 1 << 13, 1 | 1 << 11})
  void refusesWhatIsEncrypted(int flags) {
    refuses(good().add("x", "x", e -> e.flags(flags, flags)), entry("x", "is encrypted"));
  }

  @ParameterizedTest
  @CsvSource({
    "flags, has flags that are not known here",
    "method, 'is packed with method 12, and only deflate is known here'",
    "stored, 'is not packed, but has two sizes'",
    "storedLater, 'is not packed, and its size is not before its data'",
    "zip64, 'has sizes of zip64, which no bundle needs'",
    "secondName, has a second name",
    "extra, has a malformed extra field",
    "names, is described differently in the directory and before its data",
    "localFlags, is described differently in the directory and before its data",
    "sizes, is described differently in the directory and before its data",
    "packed, is described differently in the directory and before its data",
    "larger, does not unpack to the size it says",
    "smaller, does not unpack to the size it says",
    "crc, is damaged: its checksum differs",
    "garbage, is damaged: invalid block type",
    "cut, does not unpack to the size it says",
    "more, has something behind its data",
    "far, ends behind the directory",
  })
  void refusesAnEntryThatLies(String lie, String message) {
    refuses(good().add("liar", "content", lie(lie)).add("z", "z"), entry("liar", message));
  }

  private static UnaryOperator<Entry> lie(String lie) {
    return switch (lie) {
      case "flags" -> e -> e.flags(1 << 5, 1 << 5);
      case "method" -> e -> e.method(12);
      case "stored" -> e -> e.method(0);
      case "storedLater" -> e -> stored(e).flags(1 << 3, 1 << 3);
      case "zip64" -> e -> e.extra((byte) 1, (byte) 0, (byte) 1, (byte) 0, (byte) 0);
      case "secondName" -> e -> e.extra((byte) 0x75, (byte) 0x70, (byte) 1, (byte) 0, (byte) 0);
      case "extra" -> e -> e.extra((byte) 'U', (byte) 'T', (byte) 9, (byte) 0);
      case "names" -> e -> e.names("liar".getBytes(UTF_8), "lier".getBytes(UTF_8));
      case "localFlags" -> e -> e.flags(0, 1 << 11);
      case "sizes" -> e -> e.sizes(e.size(), e.size() - 1);
      case "packed" -> e -> e.packed(e.packed(), e.packed() - 1);
      case "larger" -> e -> e.sizes(e.size() + 1, e.size() + 1);
      case "smaller" -> e -> e.sizes(e.size() - 1, e.size() - 1);
      case "crc" -> e -> e.crc(e.crc() ^ 1);
      case "garbage" -> e -> e.data(new byte[] {7, 7, 7, 7});
      case "cut" -> e -> e.data(java.util.Arrays.copyOf(e.data(), e.data().length - 2));
      case "more" -> e -> e.data(java.util.Arrays.copyOf(e.data(), e.data().length + 2));
      case "far" -> e -> e.packed(1 << 20, 1 << 20);
      default -> throw new IllegalArgumentException(lie);
    };
  }

  @Test
  void refusesANameThatIsNotUtf8() {
    byte[] latin = "li\u00e4r".getBytes(ISO_8859_1);
    for (int flags : new int[] {0, 1 << 11}) {
      refuses(
          good().add("x", "", e -> e.names(latin, latin).flags(flags, flags)),
          entry("li\u00e4r", "has a name that is not UTF-8"));
    }
  }

  @Test
  void refusesEntriesThatOverlapOrLeaveGaps() {
    String gap = "does not begin where the one before it ends";
    refuses(good().add("x", "x", e -> e.behind((byte) 1)).add("z", "z"), entry("z", gap));
    refuses(good().around("MZ", "", ""), entry("bundle.yaml", gap));
    refuses(
        good().around("", "x", ""), "the zip has something between its entries and its directory");
    refuses(good().add("x", "x", e -> e.moved(1)).add("z", "z"), entry("x", gap));
    // Two entries of the directory that share one local header.
    refuses(good().add("x", "x", e -> e.moved(-36)), entry("x", gap));
  }

  @ParameterizedTest
  @CsvSource({
    "1, the zip is damaged: its directory has not as many entries as it says",
    "3, the zip is damaged: its directory has not as many entries as it says",
    "65535, the zip has more than 2000 entries",
    "2001, the zip has more than 2000 entries",
  })
  void refusesAWrongCountOfEntries(int count, String message) {
    refuses(good().count(count), message);
  }

  @Test
  void refusesWhatIsBehindItsEnd() {
    String noEnd = "the zip is damaged: it does not end with its directory";
    refuses(good().around("", "", "x"), noEnd);
    refuses(good().around("", "", "x".repeat(100)), noEnd);
    byte[] commented = good().around("", "", "x").bytes();
    commented[commented.length - 3] = 1; // the length of a comment
    refuses(commented, noEnd);
  }

  @Test
  void refusesADirectoryElsewhere() {
    String elsewhere = "the zip is damaged: its directory is not where its end says";
    byte[] good = good().bytes();
    for (int field : new int[] {4, 6, 8, 12, 16}) {
      byte[] moved = good.clone();
      moved[good.length - 22 + field]++;
      refuses(moved, elsewhere);
    }
    byte[] zip64 = good.clone();
    ByteBuffer.wrap(zip64).order(ByteOrder.LITTLE_ENDIAN).putInt(good.length - 6, -1);
    refuses(zip64, elsewhere);
  }

  @Test
  void refusesABombBeforeItUnpacksAnything() {
    String zeros = "0".repeat(StrictZip.SMALL_BYTES + 1);
    refuses(good().add("bomb", zeros), entry("bomb", "unpacks to more than 250 times its size"));
    assertThatThrownBy(() -> read(good().add("bomb", "", e -> e.sizes(1L << 31, 1L << 31))))
        .hasMessage("its files have more than 32 MiB, with \"bomb\"");
    CraftedZip many = good();
    for (int i = 0; i < 33; i++) {
      many.add("bomb-" + i, "0".repeat(StrictZip.SMALL_BYTES));
    }
    refuses(many, "its files have more than 32 MiB, with \"bomb-31\"");
  }

  @Test
  void refusesTooManyFiles() {
    CraftedZip many = new CraftedZip();
    for (int i = 0; i <= BundleReader.MAX_FILES; i++) {
      many.add("f" + i, "");
    }
    refuses(many, "it has more than 1000 files");
  }

  @Test
  void refusesAZipThatIsTooLarge() throws IOException {
    Path large = temp.resolve("large.zip");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(StrictZip.MAX_BYTES + 1L);
    }
    assertThatThrownBy(() -> StrictZip.read(large)).hasMessage("the zip has more than 32 MiB");
  }

  private static CraftedZip good() {
    return new CraftedZip().add("bundle.yaml", "bundle: a\nversion: 1\n").add("src/a.js", "x");
  }

  private static Entry stored(Entry entry) {
    return entry.method(0).data("x".getBytes(UTF_8)).sizes(1, 1).crc(0x8CDC1683L);
  }

  private static Entry described(Entry entry, boolean signed, int off) {
    Fields out = new Fields();
    if (signed) {
      out.four(0x08074b50);
    }
    out.four(entry.crc() + off).four(entry.packed()).four(entry.size());
    return entry.flags(1 << 3, 1 << 3).behind(out.bytes());
  }

  private static String entry(String name, String what) {
    return "the zip's entry \"%s\" %s".formatted(name, what);
  }

  private void refuses(CraftedZip zip, String message) {
    refuses(zip.bytes(), message);
  }

  private void refuses(byte[] zip, String message) {
    assertThatThrownBy(() -> read(zip)).isInstanceOf(IOException.class).hasMessage(message);
  }

  private Map<String, byte[]> read(CraftedZip zip) throws IOException {
    return read(zip.bytes());
  }

  private Map<String, byte[]> read(byte[] zip) throws IOException {
    return StrictZip.read(Files.write(temp.resolve("crafted.zip"), zip));
  }
}
