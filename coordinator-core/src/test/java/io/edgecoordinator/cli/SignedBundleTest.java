package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands {@code keygen}, {@code pack}, {@code sign} and {@code check}, one after the other.
 */
class SignedBundleTest {

  @TempDir private Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path keys;
  private Path bundle;
  private Path zip;

  @BeforeEach
  void writeBundle() throws IOException {
    keys = temp.resolve("keys");
    zip = temp.resolve("a.zip");
    bundle = Files.createDirectory(temp.resolve("a"));
    Files.writeString(bundle.resolve("bundle.yaml"), "bundle: a\nversion: 1\n");
    assertThat(run("keygen", "--out", keys)).isZero();
  }

  @Test
  void keysAreMadeOnceAndThePrivateOneIsForItsOwner() throws IOException {
    String secret = Files.readString(keys.resolve("ops.key"));

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("ops.key"))))
        .isEqualTo("rw-------");
    assertThat(secret).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(keys.resolve("ops.pub")).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
    assertThat(out.toString().lines()).hasSize(2);

    assertThat(run("keygen", "--out", keys)).isOne();
    assertThat(err.toString())
        .isEqualTo(
            "coordinator: %s is there already: what is signed with it needs it; name another DIR\n"
                .formatted(keys.resolve("ops.pub")));
    Files.delete(keys.resolve("ops.pub"));
    assertThat(run("keygen", "--out", keys)).isOne();
    assertThat(keys.resolve("ops.key")).hasContent(secret);
  }

  @Test
  void aPackedAndSignedBundleIsGoodWithItsKeyAlone() throws IOException {
    assertThat(run("pack", bundle, "--out", zip, "--sign", keys.resolve("ops.key"))).isZero();
    assertThat(out.toString()).matches("(?s).*a\\.zip: a 1, signed with key [0-9a-f]{16}\n");

    assertThat(run("check", zip)).isZero();
    assertThat(out.toString()).contains("it says it is signed with key ");
    assertThat(run("check", zip, "--key", keys.resolve("ops.pub"))).isZero();
    assertThat(out.toString()).contains("it is signed with key ").contains("ops.pub)");

    Path others = temp.resolve("others");
    run("keygen", "--out", others);
    assertThat(run("check", zip, "--key", others.resolve("ops.pub"))).isOne();
    assertThat(out.toString()).contains("which is not trusted here");
    assertThat(
            run("check", zip, "--key", others.resolve("ops.pub"), "--key", keys.resolve("ops.pub")))
        .isZero();
  }

  @Test
  void aBundleThatWasChangedSinceIsNotWhatWasSigned() throws IOException {
    assertThat(run("sign", bundle, "--key", keys.resolve("ops.key"))).isZero();
    assertThat(run("check", bundle, "--json")).isZero();
    assertThat(out.toString()).contains("\"signature\"", "\"content\"", "\"key\"");

    Files.writeString(bundle.resolve("more.txt"), "x");
    assertThat(run("check", bundle)).isOne();
    assertThat(out.toString())
        .contains(bundle + "/bundle.jws: its files are not those that were signed");
    assertThat(run("pack", bundle, "--out", zip)).isOne();
    assertThat(err.toString()).contains("it was changed since it was signed; sign it again");
    assertThat(zip).doesNotExist();
  }

  @Test
  void anUnsignedBundleIsGoodUnlessAKeyIsAskedFor() {
    assertThat(run("pack", bundle, "--out", zip)).isZero();
    assertThat(run("check", zip)).isZero();
    assertThat(out.toString()).endsWith("it is not signed\n");
    assertThat(run("check", zip, "--key", keys.resolve("ops.pub"))).isOne();
    assertThat(out.toString()).contains("bundle.jws: there is no signature");
  }

  @Test
  void aBrokenBundleIsNeitherPackedNorSigned() throws IOException {
    Files.writeString(bundle.resolve("bundle.yaml"), "bundle: a\nversion: 1\ntasks: { x: {} }\n");

    assertThat(run("pack", bundle, "--out", zip)).isOne();
    assertThat(run("sign", bundle, "--key", keys.resolve("ops.key"))).isOne();
    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("coordinator: " + bundle + "/bundle.yaml:3:"));
    assertThat(zip).doesNotExist();
    assertThat(bundle.resolve("bundle.jws")).doesNotExist();
  }

  @Test
  void aPublicKeyDoesNotSign() {
    assertThat(run("sign", bundle, "--key", keys.resolve("ops.pub"))).isOne();
    assertThat(err.toString())
        .isEqualTo(
            "coordinator: %s: holds a public key, and it takes the private one to sign\n"
                .formatted(keys.resolve("ops.pub")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nix/a.zip", "a"})
  void whatCannotBeWrittenIsNamed(String out) {
    assertThat(run("pack", bundle, "--out", temp.resolve(out))).isOne();
    assertThat(err.toString().lines()).hasSize(1).allMatch(line -> line.contains(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pack", "pack a", "sign a", "sign --key k", "keygen", "keygen a --out b"})
  void wrongUsageIsStatus2(String line) {
    assertThat(run((Object[]) line.split(" ", -1))).isEqualTo(2);
  }

  private int run(Object... args) {
    String[] texts = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
  }
}
