package io.edgecoordinator.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.access.Identity.Proof;
import io.edgecoordinator.access.Verdict.Denied;
import io.edgecoordinator.access.Verdict.Granted;
import io.edgecoordinator.access.Verdict.Reason;
import io.edgecoordinator.config.ConfigurationException;
import io.netty.pkitesting.CertificateBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final String POLICY =
      """
      passwords: passwords.txt
      devices:
        - name: "freezer-*"
          publish:   [ "freezers/{device}/#" ]
          subscribe: [ "commands/{device}/#", "alerts/#" ]
          clientIds: [ "{device}", "{device}-*" ]
        - name: "freezer-7"
          publish:   [ "special" ]
      """;

  private static String hash;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  @BeforeAll
  static void hash() {
    hash = PasswordHash.of("secret").toString();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void withoutAPolicyEverybodyMayDoEverything() {
    Granted granted = granted(Access.open(), anonymous("any thing"));

    assertThat(granted.identity()).isEqualTo(new Identity("any thing", Proof.NONE));
    assertThat(granted.permissions().mayPublish("$x/y")).isTrue();
    assertThat(granted.permissions().maySubscribe("#")).isTrue();
    assertThat(granted.permissions().mayUseClientId("any thing")).isTrue();
  }

  @Test
  void whatThePolicyDoesNotMentionIsDenied() throws IOException {
    Access access = access(POLICY);
    Permissions permissions =
        granted(access, password("freezer-7", "secret", "freezer-7-b")).permissions();

    assertThat(permissions.mayPublish("freezers/freezer-7/telemetry")).isTrue();
    assertThat(permissions.mayPublish("special")).as("all entries add up").isTrue();
    assertThat(permissions.mayPublish("freezers/freezer-8/telemetry")).isFalse();
    assertThat(permissions.mayPublish("freezers")).isFalse();
    assertThat(permissions.maySubscribe("commands/freezer-7/+")).isTrue();
    assertThat(permissions.maySubscribe("$share/g/alerts/#")).isTrue();
    assertThat(permissions.maySubscribe("$share/g/#")).isFalse();
    assertThat(permissions.maySubscribe("#")).isFalse();
    assertThat(access.counters().publishRefused()).isEqualTo(2);
    assertThat(access.counters().subscribeRefused()).isEqualTo(2);
    assertThat(denied(access, password("freezer-7", "secret", "freezer-8")))
        .isEqualTo(
            new Denied(
                Reason.NOT_AUTHORIZED,
                "the policy does not allow freezer-7 by password the client id freezer-8"));
    assertThat(denied(access, password("other", "secret", "other")).reason())
        .isEqualTo(Reason.NOT_AUTHORIZED);
    assertThat(denied(access, anonymous("freezer-7")).reason()).isEqualTo(Reason.NOT_AUTHORIZED);
    assertThat(access.counters().notAuthorized()).isEqualTo(3);
  }

  @Test
  void wrongPasswordsAndUnknownUsersAreToldTheSame() throws IOException {
    Access access = access(POLICY);

    assertThat(denied(access, password("freezer-7", "wrong", "freezer-7")).reason())
        .isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(denied(access, password("freezer-9", "secret", "freezer-9")).reason())
        .isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(denied(access, password("freezer-7", "", "freezer-7")).reason())
        .isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(access.counters().badCredentials()).isEqualTo(3);
  }

  @Test
  void aPasswordThatWasRightIsVerifiedOnce() throws IOException {
    Access access = access(POLICY);

    Future<Verdict> first = onLoop(() -> access.authenticate(password("freezer-7", "secret", "")));
    assertThat(await(first)).isInstanceOf(Granted.class);
    onLoop(() -> {
      assertThat(access.authenticate(password("freezer-7", "secret", "")).isComplete()).isTrue();
      assertThat(access.authenticate(password("freezer-7", "Secret", "")).isComplete()).isFalse();
      return true;
    });
  }

  @Test
  void tooManyPasswordsAtATimeAreRefused() throws IOException {
    Access access = access(POLICY);
    List<Future<Verdict>> verdicts = new ArrayList<>();

    onLoop(() -> {
      for (int i = 0; i <= Passwords.MAX_PENDING; i++) {
        verdicts.add(access.authenticate(password("freezer-7", "wrong-" + i, "freezer-7")));
      }
      return true;
    });

    assertThat(await(verdicts.getLast()))
        .isEqualTo(new Denied(Reason.BUSY, "64 passwords wait to be verified already"));
    assertThat(access.counters().busy()).isEqualTo(1);
    verdicts.forEach(AccessTest::await);
    assertThat(granted(access, password("freezer-7", "secret", "freezer-7"))).isNotNull();
  }

  @Test
  void aCertificateNamesTheDevice() throws Exception {
    Access access = access(POLICY);

    assertThat(granted(access, certificate("CN=freezer-7, O=Cold", null)).identity())
        .isEqualTo(new Identity("freezer-7", Proof.CERTIFICATE));
    assertThat(granted(access, certificate("CN=freezer-7", "freezer-7"))).isNotNull();
    assertThat(denied(access, certificate("CN=freezer-7", "freezer-8")).detail())
        .isEqualTo("the certificate is that of freezer-7, the user name is freezer-8");
    X509Certificate dns =
        new CertificateBuilder()
            .subject("O=Cold")
            .addSanDnsName("freezer-7")
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificate();
    assertThat(granted(access, new Credentials(dns, null, null, "")).identity().device())
        .isEqualTo("freezer-7");
  }

  @Test
  void whatFollowsAQuestionMarkInAUserNameIsNoName() throws Exception {
    String sdk = "?SDK=JavaScript&Version=2.2.16";
    Access access = access(POLICY + "anonymous: { publish: [ \"guests/#\" ] }\n");

    assertThat(granted(access, certificate("CN=freezer-7", sdk)).identity().device())
        .isEqualTo("freezer-7");
    assertThat(granted(access, certificate("CN=freezer-7", "freezer-7" + sdk))).isNotNull();
    assertThat(denied(access, certificate("CN=freezer-7", "freezer-8" + sdk)).detail())
        .isEqualTo("the certificate is that of freezer-7, the user name is freezer-8");
    assertThat(granted(access, password("freezer-7" + sdk, "secret", "freezer-7")).identity())
        .isEqualTo(new Identity("freezer-7", Proof.PASSWORD));
    assertThat(denied(access, password(sdk, "secret", "freezer-7")).reason())
        .isEqualTo(Reason.BAD_CREDENTIALS);
    Credentials withoutName = new Credentials(null, sdk, null, "anonymous-1");
    assertThat(granted(access, withoutName).identity().proof()).isEqualTo(Proof.NONE);
    assertThat(denied(access, new Credentials(null, "freezer-7" + sdk, null, "freezer-7")).reason())
        .as("a name without a password")
        .isEqualTo(Reason.BAD_CREDENTIALS);
    assertThat(denied(access(POLICY), withoutName).reason()).isEqualTo(Reason.NOT_AUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"freezer-+", "freezer-#", "freezer-1/x", "freezer-*", "freezer-?"})
  void aNameThatWouldBeMoreThanANameIsRefused(String name) throws Exception {
    Access access = access(POLICY);

    assertThat(
            denied(access, certificate("CN=" + name.replace("#", "\\#").replace("+", "\\+"), null)))
        .matches(denied -> denied.reason() == Reason.NOT_AUTHORIZED)
        .matches(denied -> denied.detail().contains("a device's name may not have"));
  }

  @Test
  void theAnonymousMayDoWhatTheirEntrySays() throws IOException {
    Access access = access("anonymous: { publish: [ \"guests/#\" ] }");

    Permissions permissions = granted(access, anonymous("anonymous-1")).permissions();
    assertThat(permissions.mayPublish("guests/1")).isTrue();
    assertThat(permissions.maySubscribe("guests/#")).isFalse();
    assertThat(granted(access, anonymous(""))).isNotNull();
    assertThat(denied(access, anonymous("freezer-7")).detail()).contains("client id");
  }

  @Test
  void anotherPolicyIsInForceForThoseWhoAreConnected() throws IOException {
    Access access = access(POLICY);
    Granted granted = granted(access, password("freezer-7", "secret", "freezer-7"));
    assertThat(granted.permissions().mayPublish("special")).isTrue();

    write("policy.yaml", POLICY.replace("special", "other-topic"));
    reload(access);

    assertThat(granted.permissions().mayPublish("special")).isFalse();
    assertThat(granted.permissions().mayPublish("other-topic")).isTrue();
    assertThat(granted.permissions().mayStay()).isTrue();
    write("passwords.txt", "freezer-8:" + hash + "\n");
    reload(access);
    assertThat(granted.permissions().mayStay()).isFalse();
    assertThat(granted.permissions().mayPublish("other-topic")).isFalse();
  }

  @Test
  void aBrokenPolicyLeavesTheFormerInForce() throws IOException {
    Access access = access(POLICY);
    write("policy.yaml", "devices: [");

    assertThat(access.reloadIfChanged()).isFalse();
    assertThat(access.reloadIfChanged()).isFalse();

    assertThat(access.counters().reloadsFailed()).isEqualTo(1);
    assertThat(granted(access, password("freezer-7", "secret", "freezer-7"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "devices: [ {name: a, publsh: [x]} ]|policy.yaml:1:22: unknown key \"publsh\"",
        "devices: [ {publish: [x]} ]|policy.yaml:1:12: key \"name\" is missing",
        "devices: [ {name: a, publish: ['a/#/b']} ]|policy.yaml:1:32: topic filter",
        "devices: [ {name: a, publish: ['a/{devize}']} ]|policy.yaml:1:32: the only variable",
        "devices: [ {name: a, subscribe: ['$share/g/a']} ]|policy.yaml:1:34: leave out $share",
        "devices: [ {name: 'a/b'} ]|policy.yaml:1:19: a device's name may not have '/'",
        "anonymous: {publish: ['x/{device}']}|policy.yaml:1:23: who is anonymous has no name",
        "passwords: none.txt|none.txt: there is no such file",
      })
  void faultsHaveTheirPlace(String policy, String fault) {
    assertThatThrownBy(() -> access(policy))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void faultsOfThePasswordFileHaveTheirPlaceToo() throws IOException {
    write("policy.yaml", POLICY);
    write("passwords.txt", "# people\nfreezer-7:" + hash + "\nfreezer-8:$2a$10$abc\n");
    assertThatThrownBy(() -> Access.by(folder.resolve("policy.yaml"), vertx))
        .hasMessageContaining("passwords.txt:3:11: expected a hash that begins with $argon2id$");

    write("passwords.txt", "freezer-8:" + hash.replace("m=7168", "m=4000000") + "\n");
    assertThatThrownBy(() -> Access.by(folder.resolve("policy.yaml"), vertx))
        .hasMessageContaining("a hash of at most m=32768");
  }

  @Test
  void aUserIsPutIntoTheFileInPlaceOfHisFormerSelf() throws IOException {
    Path file = folder.resolve("new.txt");
    PasswordFile.put(file, "a", PasswordHash.parse(hash));
    PasswordFile.put(file, "b", PasswordHash.parse(hash));
    PasswordHash other = PasswordHash.of("other");
    PasswordFile.put(file, "a", other);

    assertThat(Files.readAllLines(file)).containsExactly("b:" + hash, "a:" + other);
    assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]");
    assertThat(other.matches("other".getBytes(UTF_8))).isTrue();
    assertThat(other.matches("others".getBytes(UTF_8))).isFalse();
    assertThatThrownBy(() -> PasswordFile.put(file, "a:b", other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Access access(String policy) throws IOException {
    write("policy.yaml", policy);
    write("passwords.txt", "# devices\n\nfreezer-7:" + hash + "\nother:" + hash + "\n");
    return Access.by(folder.resolve("policy.yaml"), vertx);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  /** A change counts at the second look. */
  private static void reload(Access access) {
    assertThat(access.reloadIfChanged()).isFalse();
    assertThat(access.reloadIfChanged()).isTrue();
  }

  private static Credentials anonymous(String clientId) {
    return new Credentials(null, null, null, clientId);
  }

  private static Credentials password(String user, String password, String clientId) {
    return new Credentials(null, user, password.getBytes(UTF_8), clientId);
  }

  private static Credentials certificate(String subject, String user) throws Exception {
    X509Certificate certificate =
        new CertificateBuilder()
            .subject(subject)
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificate();
    return new Credentials(certificate, user, null, "");
  }

  private Granted granted(Access access, Credentials credentials) {
    return (Granted) await(onLoop(() -> access.authenticate(credentials)));
  }

  private Denied denied(Access access, Credentials credentials) {
    return (Denied) await(onLoop(() -> access.authenticate(credentials)));
  }

  private <T> T onLoop(Callable<T> action) {
    return await(
        Future.future(done ->
            vertx.runOnContext(_ -> {
              try {
                done.complete(action.call());
              } catch (Throwable failed) {
                done.fail(failed);
              }
            })));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
