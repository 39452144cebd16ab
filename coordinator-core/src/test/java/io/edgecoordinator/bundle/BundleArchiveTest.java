package io.edgecoordinator.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.config.Configuration.Trust;
import io.edgecoordinator.task.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For more mutations: {@code -Dmutations=1000000}. */
class BundleArchiveTest {

  private static final int MUTATIONS = Integer.getInteger("mutations", 2_000);

  private static final String YAML =
      """
      bundle: cold-chain
      version: 1.4.0
      tasks:
        check: { runtime: js, handler: src/check.handler }
      """;

  @TempDir private Path temp;
  private final SigningKey key = SigningKey.generate();
  private TrustedKeys trusted = TrustedKeys.read(List.of());
  private Path folder;
  private Path zip;

  @BeforeEach
  void writeBundle() throws IOException {
    folder = temp.resolve("cold-chain");
    zip = temp.resolve("cold-chain.zip");
    write("bundle.yaml", YAML);
    write("src/check.js", "exports.handler = () => 1;");
    write("src/data.txt", "some data, ".repeat(50));
    Path file = Files.writeString(temp.resolve("ops.pub"), key.publicText());
    trusted = TrustedKeys.read(List.of(new Trust(file, List.of("*"))));
  }

  @Test
  void theSameFilesGiveTheSameZipAndTheSameDigest() throws Exception {
    BundleStatement statement = BundleWriter.pack(folder, zip, key);
    byte[] first = Files.readAllBytes(zip);
    Path copy = temp.resolve("copy.zip");

    assertThat(BundleWriter.pack(folder, copy, key)).isEqualTo(statement);
    assertThat(Files.readAllBytes(copy)).isEqualTo(first);
    assertThat(BundleWriter.pack(zip, copy, null)).as("packed again").isEqualTo(statement);
    assertThat(Files.readAllBytes(copy)).isEqualTo(first);
    assertThat(BundleArchive.read(folder).digest()).isEqualTo(statement.content());
    try (var files = Files.list(temp)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("cold-chain", "cold-chain.zip", "copy.zip", "ops.pub");
    }
  }

  /** As docs/BUNDLES.md says it can be made with sha256sum. */
  @Test
  void theDigestIsOfALineForEachFile() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String path : List.of("bundle.yaml", "src/check.js", "src/data.txt")) {
      lines.append(path).append('\0').append(Sha256.hex(folder.resolve(path))).append('\n');
    }
    assertThat(BundleArchive.read(folder).digest())
        .isEqualTo(Sha256.hex(lines.toString().getBytes(UTF_8)));
  }

  @Test
  void aSignedBundleIsTheSignersAndSoAreItsTasks() throws Exception {
    BundleWriter.pack(folder, zip, key);

    BundleArchive archive = BundleArchive.read(zip, Files.size(zip), Sha256.hex(zip));
    String jws = String.valueOf(archive.signature());
    Bundle bundle = archive.signed(trusted.verify(jws), jws);

    assertThat(bundle.name()).isEqualTo("cold-chain");
    assertThat(bundle.signer()).isEqualTo(key.id());
    assertThat(bundle.tasks()).extracting(TaskDefinition::signer).containsExactly(key.id());
    assertThat(bundle.files().contents())
        .containsOnlyKeys("bundle.yaml", "src/check.js", "src/data.txt");
    assertThat(archive.unsigned().signer()).isNull();
    assertThat(archive.unsigned().tasks()).extracting(TaskDefinition::signer).containsOnlyNulls();
    assertThat(archive.claim())
        .isEqualTo(new BundleArchive.Claim(trusted.verify(jws).statement(), key.id()));
  }

  @Test
  void theSignatureMayComeFromElsewhere() throws Exception {
    String jws = key.sign(BundleWriter.statement(folder));
    BundleWriter.pack(folder, zip, null);
    BundleArchive archive = BundleArchive.read(zip);

    assertThat(archive.signature()).isNull();
    assertThat(archive.signed(trusted.verify(jws), jws).signer()).isEqualTo(key.id());
    assertThatThrownBy(archive::claim).hasMessage("there is no signature");
  }

  @Test
  void aFolderIsSignedInPlaceAndSoIsAZip() throws Exception {
    BundleWriter.pack(folder, zip, null);
    for (Path bundle : List.of(folder, zip)) {
      BundleStatement statement = BundleWriter.sign(bundle, key);

      BundleArchive archive = BundleArchive.read(bundle);
      assertThat(archive.signature()).isEqualTo(key.sign(statement));
      assertThat(archive.digest()).isEqualTo(statement.content());
    }
    assertThat(BundleLoader.load(List.of(folder)).getFirst().files().contents())
        .doesNotContainKey("bundle.jws");
  }

  @Test
  void refusesAnotherZipThanAnnounced() throws Exception {
    BundleWriter.pack(folder, zip, key);
    long size = Files.size(zip);
    String other = "0".repeat(64);

    assertThatThrownBy(() -> BundleArchive.read(zip, size + 1, Sha256.hex(zip)))
        .hasMessage("it has %,d bytes, and should have %,d".formatted(size, size + 1));
    assertThatThrownBy(() -> BundleArchive.read(zip, size, other))
        .hasMessage("its SHA-256 is %s, and should be %s".formatted(Sha256.hex(zip), other));
  }

  @Test
  void refusesWhatIsNotWhatWasSigned() throws Exception {
    String jws = key.sign(BundleWriter.statement(folder));
    Signed signed = trusted.verify(jws);
    write("src/check.js", "exports.handler = () => 2;");
    BundleWriter.pack(folder, zip, null);
    assertThatThrownBy(() -> BundleArchive.read(zip).signed(signed, jws))
        .isInstanceOf(UntrustedException.class)
        .hasMessageStartingWith("its files are not those that were signed: their digest is ");

    String digest = BundleArchive.read(zip).digest();
    String renamed = key.sign(new BundleStatement("cold-chain", "1.5.0", digest));
    assertThatThrownBy(() -> BundleArchive.read(zip).signed(trusted.verify(renamed), renamed))
        .isInstanceOf(UntrustedException.class)
        .hasMessage("it is cold-chain 1.4.0, but signed is cold-chain 1.5.0");

    BundleWriter.sign(zip, SigningKey.generate());
    String good = key.sign(BundleWriter.statement(folder));
    assertThatThrownBy(() -> BundleArchive.read(zip).signed(trusted.verify(good), good))
        .isInstanceOf(UntrustedException.class)
        .hasMessage("the archive carries another signature than was announced");
  }

  @Test
  void packsNothingThatWasChangedSinceItWasSigned() throws Exception {
    BundleWriter.sign(folder, key);
    write("more.txt", "x");

    assertThatThrownBy(() -> BundleWriter.pack(folder, zip, null))
        .hasMessage(
            "it was changed since it was signed; sign it again with --sign KEY, or take bundle.jws"
                + " out of it");
    assertThatThrownBy(() -> BundleArchive.read(folder).claim())
        .hasMessageStartingWith("its files are not those that were signed");
    assertThat(zip).doesNotExist();
    BundleWriter.pack(folder, zip, key);
    assertThat(BundleArchive.read(zip).claim().key()).isEqualTo(key.id());
  }

  @Test
  void packsNothingThatABoxWouldRefuse() throws Exception {
    write("dense", "0".repeat(2 << 20));
    assertThatThrownBy(() -> BundleWriter.pack(folder, zip, key))
        .hasMessage("the zip's entry \"dense\" unpacks to more than 250 times its size");
    Files.delete(folder.resolve("dense"));
    write("bundle.yaml", "bundle: x\n");
    assertThatThrownBy(() -> BundleWriter.pack(folder, zip, key))
        .isInstanceOf(BundleException.class);
    assertThat(zip).doesNotExist();
  }

  @Test
  void aMutatedArchiveIsRefusedOrHoldsTheSame() throws Exception {
    BundleWriter.pack(folder, zip, key);
    byte[] good = Files.readAllBytes(zip);
    var files = BundleArchive.read(zip).unsigned().files().contents();
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(zip, mutated(good, random));
      try {
        BundleArchive archive = BundleArchive.read(zip);
        String jws = archive.signature();
        Bundle bundle = archive.signed(trusted.verify(jws), String.valueOf(jws));
        accepted++;
        var found = bundle.files().contents();
        assertThat(found.keySet()).as("seed %d", seed).isEqualTo(files.keySet());
        found.forEach(
            (path, content) -> assertThat(content).as("seed %d", seed).isEqualTo(files.get(path)));
      } catch (IOException | UntrustedException | BundleException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
    // Times and versions do not count, so something gets through; most does not.
    assertThat(accepted).isBetween(1, MUTATIONS / 2);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = random.nextBoolean() ? (byte) 0xFF : 0;
        case 3 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        case 4 -> { // a piece from elsewhere
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> { // a piece more
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(32));
          System.arraycopy(bytes, at, longer, at + longer.length - bytes.length, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
