package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.edgecoordinator.access.Access;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.tls.ServerTls;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with client certificates, and files that change. */
class TlsTest {

  @TempDir private Path folder;
  private Pki pki;
  private ServerTls tls;
  private Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    pki = new Pki(folder);
    tls = new ServerTls(pki.files(), InstantSource.system());
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            "devices: [ {name: \"freezer-*\", publish: [\"{device}/#\"]} ]");
    gateway =
        new Gateway(
            MqttLimits.DEFAULTS,
            vertx ->
                new MqttEntry(
                    SocketAddress.inetSocketAddress(0, "127.0.0.1"),
                    null,
                    tls,
                    Access.by(policy, vertx)));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aCertificateNamesTheDeviceOverTls13() throws Exception {
    X509Bundle device = pki.issueDevice("freezer-7");
    Mqtt5BlockingClient client =
        client(
            "freezer-7",
            pki.trust()
                .keyManagerFactory(device.toKeyManagerFactory())
                .protocols(List.of("TLSv1.3"))
                .build());

    client.connect();
    client.publishWith().topic("freezer-7/t").qos(MqttQos.AT_LEAST_ONCE).send();

    assertThat(gateway.events().getFirst().device()).isEqualTo("freezer-7");
    client.disconnect();
  }

  @Test
  void anotherClientLibraryComesInWithTls12() throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(
        pki.issueDevice("freezer-8").toKeyManagerFactory().getKeyManagers(),
        pki.ca().toTrustManagerFactory().getTrustManagers(),
        null);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(context.getSocketFactory());
    options.setHttpsHostnameVerificationEnabled(false);
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            "ssl://127.0.0.1:" + gateway.port(), "freezer-8", new MemoryPersistence());
    client.connect(options);
    client.publish("freezer-8/t", new byte[1], 1, false);
    client.disconnect();
    client.close();
    assertThat(gateway.events().getFirst().device()).isEqualTo("freezer-8");
  }

  @Test
  void nobodyComesInWithoutACertificateOrWithAStrangersOrWithARevokedOne() throws Exception {
    assertRefused(pki.trust().build());
    X509Bundle strangers = new Pki(folder).issueDevice("freezer-7");
    assertRefused(pki.trust().keyManagerFactory(strangers.toKeyManagerFactory()).build());
    X509Bundle device = pki.issueDevice("freezer-7");
    pki.revoke(device);
    reload();
    assertRefused(pki.of(device));

    Gateway.until(() -> gateway.counters().handshakesFailed() == 3);
    assertThat(gateway.counters().connectionsAccepted()).isZero();
    Mqtt5BlockingClient other = client("freezer-8", pki.of(pki.issueDevice("freezer-8")));
    other.connect();
    other.disconnect();
  }

  @Test
  void newConnectionsUseTheNewCertificateAndOldOnesStay() throws Exception {
    Mqtt5BlockingClient old = client("freezer-7", pki.of(pki.issueDevice("freezer-7")));
    old.connect();
    assertThat(servedTo()).isEqualTo("CN=box");

    pki.issueServer("CN=box, O=renewed");
    reload();

    assertThat(servedTo()).isEqualTo("CN=box,O=renewed");
    old.publishWith().topic("freezer-7/t").qos(MqttQos.AT_LEAST_ONCE).send();
    old.disconnect();
  }

  @Test
  void aBrokenFileLeavesTheFormerCertificateInUse() throws Exception {
    Files.writeString(folder.resolve("box.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
    assertThat(tls.reloadIfChanged()).isFalse();
    assertThat(tls.reloadIfChanged()).isFalse();
    assertThat(servedTo()).isEqualTo("CN=box");

    String key = Files.readString(folder.resolve("box.key"));
    pki.issueServer("CN=box, O=renewed");
    Files.writeString(folder.resolve("box.key"), key);
    assertThat(tls.reloadIfChanged()).isFalse();
    assertThat(tls.reloadIfChanged()).as("a key of another certificate").isFalse();
    assertThat(servedTo()).isEqualTo("CN=box");
  }

  @Test
  void aSocketThatSaysNothingOrNonsenseIsClosed() throws Exception {
    try (Socket nonsense = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      nonsense.setSoTimeout(10_000);
      nonsense.getOutputStream().write(RawClient.connect(5, "plain"));
      assertThat(nonsense.getInputStream().readAllBytes().length).isLessThan(16);
    }
    Gateway.until(() -> gateway.counters().handshakesFailed() == 1);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    var files = pki.files();
    Files.writeString(
        files.key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

    assertThatThrownBy(() -> new ServerTls(files, InstantSource.system()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(files.key().toString(), "openssl pkcs8 -topk8");
    Files.delete(files.key());
    assertThatThrownBy(() -> new ServerTls(files, InstantSource.system()))
        .hasMessage(files.key() + ": there is no such file");
  }

  /** A change counts at the second look. */
  private void reload() {
    assertThat(tls.reloadIfChanged()).isFalse();
    assertThat(tls.reloadIfChanged()).isTrue();
  }

  private void assertRefused(MqttClientSslConfig config) {
    assertThatThrownBy(() -> client("freezer-7", config).connect()).isNotNull();
  }

  private Mqtt5BlockingClient client(String id, MqttClientSslConfig config) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("localhost")
        .serverPort(gateway.port())
        .sslConfig(config)
        .buildBlocking();
  }

  /** Returns the subject of the certificate that the listener shows. */
  private String servedTo() throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        pki.issueDevice("freezer-9").toKeyManagerFactory().getKeyManagers(),
        pki.ca().toTrustManagerFactory().getTrustManagers(),
        null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }
}
