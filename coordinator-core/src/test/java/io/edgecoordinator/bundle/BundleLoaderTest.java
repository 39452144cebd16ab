package io.edgecoordinator.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.edgecoordinator.document.Fault;
import io.edgecoordinator.flow.Flow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleLoaderTest {

  private static final String YAML =
      """
      bundle: cold-chain
      version: 1.4.0
      tasks:
        check: { runtime: js, handler: src/check.handler }
      flows:
        - { id: in, topic: "a/{b}", to: [ task: check ] }
      """;

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void writeBundle() throws IOException {
    folder = temp.resolve("cold-chain");
    write("bundle.yaml", YAML);
    write("src/check.js", "exports.handler = () => 1;");
  }

  @Test
  void readsAFolder() {
    Bundle bundle = load(folder).getFirst();

    assertThat(bundle.name()).isEqualTo("cold-chain");
    assertThat(bundle.version()).isEqualTo("1.4.0");
    assertThat(bundle.tasks()).extracting(task -> task.name()).containsExactly("check");
    assertThat(bundle.flows()).extracting(Flow::id).containsExactly("in");
    assertThat(bundle.localPubSub()).isTrue();
    assertThat(bundle.files().contents()).containsOnlyKeys("bundle.yaml", "src/check.js");
  }

  @Test
  void readsAZipAlike() throws IOException {
    Path zip = zip("src/", null, "src/check.js", "exports.handler = () => 1;", "bundle.yaml", YAML);

    Bundle bundle = load(zip).getFirst();

    assertThat(bundle.files().contents()).containsOnlyKeys("bundle.yaml", "src/check.js");
    assertThat(bundle.tasks()).hasSize(1);
  }

  @Test
  void leavesOutWhatEditorsLeaveBehind() throws IOException {
    write(".git/config", "x");
    write("src/.check.js.swp", "x");
    write("src/check.js~", "x");

    assertThat(load(folder).getFirst().files().contents())
        .containsOnlyKeys("bundle.yaml", "src/check.js");
  }

  @Test
  void reportsAllFaultsWithTheirPlaces() throws IOException {
    write(
        "bundle.yaml",
        """
        bundle: cold chain
        tasks:
          check: { runtime: js, handler: src/chek.handler }
        flows:
          - { id: in, topic: "a/{b}", to: [ task: chek ] }
        flow: []
        """);

    assertThat(faults(folder))
        .containsExactly(
            "1:1: key \"version\" is missing",
            "1:9: a bundle's name is 1 to 64 letters, digits, '.', '_' and '-', the first a letter or"
                + " digit",
            "3:34: the bundle has no file src/chek.js; did you mean \"src/check\"?",
            "5:43: there is no task \"chek\" in this bundle; did you mean \"check\"?",
            "6:1: unknown key \"flow\"; did you mean \"flows\"?");
  }

  @Test
  void readsWhenANewVersionIsTakenForGood() throws IOException {
    write("bundle.yaml", "{bundle: tea, version: 1, health: {hold: 2m, failures: 0%}}");
    assertThat(load(folder).getFirst().health()).isEqualTo(new Health(Duration.ofMinutes(2), 0));

    write("bundle.yaml", "{bundle: tea, version: 1}");
    assertThat(load(folder).getFirst().health()).isEqualTo(new Health(Duration.ofSeconds(10), 10));
  }

  @Test
  void reportsFaultsOfHealthWithTheirPlaces() throws IOException {
    write(
        "bundle.yaml",
        """
        bundle: tea
        version: 1
        health:
          hold: 2h
          failures: 0.1
          calls: 5
        """);
    assertThat(faults(folder))
        .containsExactly(
            "4:9: a new version can be watched for 1h at most",
            "5:13: expected a share of the calls, such as 10%",
            "6:3: unknown key \"calls\"; there is hold, failures");
  }

  @Test
  void aTaskWithAFaultIsStillKnownToRows() throws IOException {
    write("bundle.yaml", YAML.replace("runtime: js", "runtime: python"));

    assertThat(faults(folder)).containsExactly("4:38: the bundle has no file src/check.py");
  }

  @Test
  void saysWhereTheDefinitionIsIfNotAtTheTop() throws IOException {
    Path zip = zip("cold-chain/bundle.yaml", YAML);

    assertThatThrownBy(() -> load(zip))
        .hasMessage(
            zip
                + ": there is no bundle.yaml; it is in cold-chain/bundle.yaml and must be at the"
                + " top");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.js", "a/../../evil.js", "/etc/evil.js", "a//b.js", "c:evil.js"})
  void refusesAZipThatNamesFilesOutsideOfItself(String name) throws IOException {
    Path zip = zip("bundle.yaml", YAML, name, "x");

    assertThatThrownBy(() -> load(zip))
        .hasMessage(zip + ": the zip has a file with the path \"" + name + "\"");
  }

  @Test
  void refusesAZipThatUnpacksToTooMuch() throws IOException {
    Path zip = zip("bundle.yaml", YAML, ".hidden", "0".repeat(BundleReader.MAX_BYTES));

    assertThat(Files.size(zip)).isLessThan(1 << 20);
    assertThatThrownBy(() -> load(zip)).hasMessageContaining("more than 32 MiB");
  }

  @Test
  void refusesTooManyFiles() throws IOException {
    for (int i = 0; i < BundleReader.MAX_FILES; i++) {
      write("data/" + i, "");
    }

    assertThatThrownBy(() -> load(folder)).hasMessageContaining("more than 1000 files");
  }

  @Test
  void refusesALinkThatLeadsOut() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret"), "x");
    Files.createSymbolicLink(folder.resolve("stolen.js"), secret);

    assertThatThrownBy(() -> load(folder))
        .hasMessage(folder + ": stolen.js is a link to a file outside of the bundle");
  }

  @Test
  void refusesWhatIsNoBundle() throws IOException {
    Path text = Files.writeString(temp.resolve("text"), "x");

    assertThatThrownBy(() -> load(text)).hasMessageContaining("neither a folder nor a zip");
    assertThatThrownBy(() -> load(temp.resolve("nix"))).hasMessageContaining("no such folder");
  }

  @Test
  void bundlesMustNotClaimTheSameNames() throws IOException {
    Path twin = temp.resolve("twin");
    Files.createDirectories(twin.resolve("src"));
    Files.writeString(twin.resolve("bundle.yaml"), YAML.replace("cold-chain", "twin"));
    Files.writeString(twin.resolve("src/check.js"), "");

    assertThatThrownBy(() -> load(folder, twin))
        .hasMessage(twin + "/bundle.yaml: task check is in bundle cold-chain already");
    assertThatThrownBy(() -> load(folder, folder.resolve("../cold-chain")))
        .hasMessageContaining("bundle cold-chain is in " + folder + " already");
  }

  @Test
  void tableNamesRowsByTheirBundleAndAddsLocalUnlessForbidden() throws IOException {
    assertThat(BundleLoader.table(load(folder)).flows())
        .extracting(Flow::id)
        .startsWith("cold-chain/in", "local");

    write("bundle.yaml", YAML + "localPubSub: false\n");
    assertThat(BundleLoader.table(load(folder)).flows())
        .extracting(Flow::id)
        .contains("cold-chain/in", "shadow-requests")
        .doesNotContain("local");
  }

  @Test
  void filesThatAreAsBeforeAreNotReadAgain() throws IOException {
    BundleLoader loader = new BundleLoader();

    assertThat(loader.loadIfChanged(List.of(folder))).hasSize(1);
    assertThat(loader.loadIfChanged(List.of(folder))).isNull();
    write("src/check.js", "exports.handler = () => 2;");
    assertThat(loader.loadIfChanged(List.of(folder))).hasSize(1);
  }

  private static List<Bundle> load(Path... paths) {
    return BundleLoader.load(List.of(paths));
  }

  private static List<String> faults(Path folder) {
    BundleException wrong = catchThrowableOfType(BundleException.class, () -> load(folder));
    return wrong.faults().stream()
        .map(Fault::toString)
        .map(text -> text.replace(folder + "/bundle.yaml:", ""))
        .toList();
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Writes a zip of paths and contents in turn; a folder has no content. */
  private Path zip(String... namesAndContents) throws IOException {
    Path file = temp.resolve("bundle.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        if (namesAndContents[i + 1] != null) {
          zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return file;
  }
}
