package io.edgecoordinator.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.config.Configuration.Trust;
import io.edgecoordinator.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {

  private static final BundleStatement STATEMENT =
      new BundleStatement("cold-chain", "1.4.0", "ab".repeat(32));

  @TempDir private Path temp;
  private final SigningKey key = SigningKey.generate();

  @Test
  void aKeyIsTheSameAfterItWasWrittenAndRead() throws IOException {
    SigningKey read = SigningKey.read(file("ops.key", key.privateText()));

    assertThat(read.id()).isEqualTo(key.id()).matches("[0-9a-f]{16}");
    assertThat(read.publicText()).isEqualTo(key.publicText());
    assertThat(read.sign(STATEMENT)).isEqualTo(key.sign(STATEMENT));
  }

  /** RFC 8037, appendix A.1 and A.2: a private key, and the public one it goes with. */
  @Test
  void findsThePublicKeyThatGoesWithAPrivateOne() throws Exception {
    byte[] seed = Base64.getUrlDecoder().decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    byte[] header = java.util.HexFormat.of().parseHex("302e020100300506032b657004220420");
    byte[] pkcs8 = java.util.Arrays.copyOf(header, header.length + seed.length);
    System.arraycopy(seed, 0, pkcs8, header.length, seed.length);
    SigningKey known = SigningKey.read(pem("rfc.key", "PRIVATE KEY", pkcs8));

    byte[] open = Base64.getMimeDecoder().decode(known.publicText().replaceAll("-----.*", ""));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(open))
        .endsWith("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  }

  @Test
  void aGoodSignatureByATrustedKeyCounts() throws Exception {
    TrustedKeys trusted = trusting("*");

    Signed signed = trusted.verify(key.sign(STATEMENT));

    assertThat(signed).isEqualTo(new Signed(STATEMENT, key.id()));
    assertThat(trusted.isEmpty()).isFalse();
    assertThat(trusted.fileOf(signed.signer())).isEqualTo(temp.resolve("ops.pub"));
    assertThat(trusted.fileOf("0")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "cold-chain, true",
    "cold-*, true",
    "*-chain, true",
    "*o*-*c*, true",
    "**, true",
    "cold-chain-*, false",
    "c, false",
    "old-chain, false",
    "cold.chain, false",
    "COLD-CHAIN, false",
  })
  void aKeyCountsForTheBundlesItMayDeploy(String pattern, boolean may) throws Exception {
    TrustedKeys trusted = trusting("other", pattern);

    if (may) {
      assertThat(trusted.verify(key.sign(STATEMENT)).signer()).isEqualTo(key.id());
    } else {
      refuses(
          trusted,
          key.sign(STATEMENT),
          "the key %s (ops.pub) may not deploy the bundle cold-chain".formatted(key.id()));
    }
  }

  @Test
  void theSameKeyMayBeTrustedTwiceForDifferentBundles() throws Exception {
    Path file = file("ops.pub", key.publicText());
    TrustedKeys trusted =
        TrustedKeys.read(
            List.of(new Trust(file, List.of("a")), new Trust(file, List.of("cold-*"))));

    assertThat(trusted.verify(key.sign(STATEMENT)).signer()).isEqualTo(key.id());
  }

  @Test
  void refusesWhatIsNotSignedByATrustedKey() throws Exception {
    SigningKey stranger = SigningKey.generate();

    refuses(trusting("*"), null, "there is no signature");
    refuses(
        trusting("*"),
        stranger.sign(STATEMENT),
        "it is signed with the key %s, which is not trusted here".formatted(stranger.id()));
    refuses(
        trusting("*"),
        withHeader(stranger.sign(STATEMENT), "{\"alg\":\"EdDSA\",\"kid\":\"" + key.id() + "\"}"),
        "the signature does not go with the key %s, which it names".formatted(key.id()));
    refuses(
        TrustedKeys.read(List.of()),
        key.sign(STATEMENT),
        "it is signed with the key %s, which is not trusted here".formatted(key.id()));
  }

  @Test
  void everyChangeOfACharacterIsNoticed() throws Exception {
    TrustedKeys trusted = trusting("*");
    String jws = key.sign(STATEMENT);
    for (int i = 0; i < jws.length(); i++) {
      for (char other : new char[] {'A', 'B', '_', '.', '=', ' '}) {
        if (jws.charAt(i) != other) {
          String changed = jws.substring(0, i) + other + jws.substring(i + 1);
          assertThatThrownBy(() -> trusted.verify(changed))
              .as(changed)
              .isInstanceOf(UntrustedException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"kid\":\"KEY\"}",
        "{\"alg\":\"HS256\",\"kid\":\"KEY\"}",
        "{\"alg\":\"EdDSA\"}",
        "{\"alg\":\"EdDSA\",\"kid\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":\"KEY\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"EdDSA\",\"kid\":\"KEY\",\"b64\":false}",
        "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"KEY\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"KEY\"} {}",
        "[]",
        "nothing",
      })
  void refusesAHeaderItDoesNotKnow(String header) throws Exception {
    String jws = withHeader(key.sign(STATEMENT), header.replace("KEY", key.id()));

    assertThatThrownBy(() -> trusting("*").verify(jws)).isInstanceOf(UntrustedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a.b", "a.b.c.d", "a.b.c", "{}", "e30.e30.e30", "e30..e30"})
  void refusesWhatIsNoSignature(String text) throws Exception {
    assertThatThrownBy(() -> trusting("*").verify(text)).isInstanceOf(UntrustedException.class);
    assertThatThrownBy(() -> trusting("*").verify("e30.e30." + "A".repeat(Jws.MAX_CHARS)))
        .hasMessage("the signature is not a JWS in compact form");
  }

  @Test
  void refusesAStatementThatSaysMoreThanItUnderstands() throws Exception {
    String more =
        "{\"bundle\":\"a\",\"version\":\"1\",\"content\":\"%s\",\"until\":1}"
            .formatted(STATEMENT.content());
    String jws = key.sign(STATEMENT);
    String header = jws.substring(0, jws.indexOf('.') + 1);
    String signature = jws.substring(jws.lastIndexOf('.'));

    refuses(
        trusting("*"),
        header + base64(more) + signature,
        "the signature says something about \"until\", which is not understood here");
  }

  @Test
  void saysWhatAKeyFileHoldsInstead() throws Exception {
    KeyPair rsa = pair("RSA");
    KeyPair curve = pair("EC");

    refusesKey(temp.resolve("nix"), "there is no such file");
    refusesKey(file("empty", ""), "holds no key in PEM (-----BEGIN …)");
    refusesKey(
        file("two", key.publicText() + key.publicText()),
        "holds more than one key; put each in a file of its own");
    refusesKey(
        file("secret", key.privateText()),
        "holds a private key; name the public one, and keep the private one where bundles are"
            + " signed");
    refusesKey(
        pem("rsa", "PUBLIC KEY", rsa.getPublic().getEncoded()),
        "holds a key of RSA, but bundles are signed with Ed25519; `coordinator keygen` makes such a"
            + " pair");
    refusesKey(
        pem("ec", "PUBLIC KEY", curve.getPublic().getEncoded()),
        "holds a key of EC, but bundles are signed with Ed25519; `coordinator keygen` makes such a"
            + " pair");
    refusesKey(
        pem("certificate", "CERTIFICATE", new byte[9]),
        "holds a certificate; what counts here is the bare key (BEGIN PUBLIC KEY)");
    refusesKey(
        pem("ssh", "OPENSSH PRIVATE KEY", new byte[9]),
        "holds \"OPENSSH PRIVATE KEY\", but should hold \"PUBLIC KEY\"; `coordinator keygen` makes a"
            + " pair of keys");
    refusesKey(
        pem("junk", "PUBLIC KEY", new byte[9]),
        "holds no key that can be read, but bundles are signed with Ed25519; `coordinator keygen`"
            + " makes such a pair");
  }

  @Test
  void saysWhatAFileToSignWithHoldsInstead() throws Exception {
    refusesSecret(
        file("ops.pub", key.publicText()),
        "holds a public key, and it takes the private one to sign");
    refusesSecret(
        pem("locked", "ENCRYPTED PRIVATE KEY", new byte[9]),
        "the key has a password; take it off with `openssl pkey -in locked -out NEW`");
    refusesSecret(
        pem("rsa", "PRIVATE KEY", pair("RSA").getPrivate().getEncoded()),
        "holds a key of RSA, but bundles are signed with Ed25519; `coordinator keygen` makes such a"
            + " pair");
  }

  private static KeyPair pair(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private static void refusesKey(Path file, String message) {
    assertThatThrownBy(() -> TrustedKeys.read(List.of(new Trust(file, List.of("*")))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("trust: " + file + ": " + message);
  }

  private static void refusesSecret(Path file, String message) {
    assertThatThrownBy(() -> SigningKey.read(file)).hasMessage(file + ": " + message);
  }

  private static void refuses(TrustedKeys trusted, @Nullable String jws, String message) {
    assertThatThrownBy(() -> trusted.verify(jws))
        .isInstanceOf(UntrustedException.class)
        .hasMessage(message);
  }

  private TrustedKeys trusting(String... bundles) throws IOException {
    Path file = file("ops.pub", key.publicText());
    return TrustedKeys.read(List.of(new Trust(file, List.of(bundles))));
  }

  private static String withHeader(String jws, String header) {
    return base64(header) + jws.substring(jws.indexOf('.'));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private Path pem(String name, String type, byte[] content) throws IOException {
    return file(
        name,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getEncoder().encodeToString(content), type));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }
}
