package io.edgecoordinator.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.event.QoS;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link by TLS, to a broker that lets in only whom its policy names. */
class BrokerCertificatesTest {

  private static final String POLICY =
      """
      devices: [ {name: "box-1", publish: ["#"], subscribe: ["#"]} ]
      """;

  @TempDir private Path folder;
  private X509Bundle ca;
  private RunningCoordinator broker;

  @BeforeEach
  void start() throws Exception {
    ca = authority();
    write("ca.pem", ca.getCertificatePEM());
    X509Bundle server =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=broker")
            .addSanDnsName("localhost")
            .buildIssuedBy(ca);
    write("broker.pem", server.getCertificatePEM());
    write("broker.key", server.getPrivateKeyPEM());
    issueBox("box-1");
    write("policy.yaml", POLICY);
    broker =
        new RunningCoordinator(
            folder.resolve("data"),
            Map.of(
                "mqtt.tls.certificate", file("broker.pem").toString(),
                "mqtt.tls.key", file("broker.key").toString(),
                "mqtt.tls.clientCa", file("ca.pem").toString(),
                "policy", file("policy.yaml").toString()));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void bothSidesShowWhoTheyAre() {
    try (TestLink box = box("localhost", ours())) {
      box.started().connected();
      TestLink.await(box.publish("plant/1", "", QoS.AT_LEAST_ONCE));
      assertThat(box.onLoop(box.link::certificate)).isPresent();
    }
  }

  @Test
  void aBrokerOfAnotherNameIsNotTrusted() {
    try (TestLink box = box("127.0.0.1", ours())) {
      box.started();
      TestLink.await(() -> box.status().lastFailure() != null);
      assertThat(box.status().lastFailure()).startsWith("TLS: ").contains("127.0.0.1");
    }
  }

  @Test
  void aBrokerThatNobodyVouchesForIsNotTrusted() throws Exception {
    write("other-ca.pem", authority().getCertificatePEM());
    ClientTls other = new ClientTls(file("other-ca.pem"), file("box.pem"), file("box.key"));
    try (TestLink box = box("localhost", other)) {
      box.started();
      TestLink.await(() -> box.status().lastFailure() != null);
      assertThat(box.status().lastFailure()).startsWith("TLS: none of those that are trusted");
      assertThat(box.status().connects()).isZero();
    }
  }

  @Test
  void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
    try (TestLink box = box("localhost", ours())) {
      box.started().connected();
      issueBox("box-1");
      TestLink.await(() -> box.status().connects() == 2);
      box.connected();
      assertThat(box.status().failures()).isZero();

      write("box.pem", "broken");
      TestLink.await(box.publish("plant/1", "", QoS.AT_LEAST_ONCE));
      assertThat(box.status().connects()).isEqualTo(2);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtTheStart() throws Exception {
    write("box.key", "broken");
    assertThatThrownBy(() -> box("localhost", ours()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("box.key");
  }

  private TestLink box(String host, ClientTls tls) {
    String url = "mqtts://" + host + ":" + broker.mqtt().port();
    return new TestLink(TestLink.settings(url, "box-1", tls), LinkLimits.DEFAULTS);
  }

  private ClientTls ours() {
    return new ClientTls(file("ca.pem"), file("box.pem"), file("box.key"));
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=Test CA")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private void issueBox(String name) throws Exception {
    X509Bundle box = new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(ca);
    write("box.key", box.getPrivateKeyPEM());
    write("box.pem", box.getCertificatePEM());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(file(name), content);
  }
}
