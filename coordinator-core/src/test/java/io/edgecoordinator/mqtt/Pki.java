package io.edgecoordinator.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import io.edgecoordinator.config.Configuration.Tls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.RevocationServer;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A certification authority, what it has signed, and the files of a listener. */
final class Pki {

  private final Path folder;
  private final X509Bundle ca;

  Pki(Path folder) throws Exception {
    this.folder = folder;
    this.ca =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Test CA")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
  }

  /** Writes the files of a listener that asks for certificates of devices. */
  Tls files() throws Exception {
    Tls files =
        new Tls(folder.resolve("box.pem"), folder.resolve("box.key"), folder.resolve("ca.pem"));
    issueServer("CN=box");
    Files.writeString(folder.resolve("ca.pem"), ca.getCertificatePEM());
    return files;
  }

  /** Gives the listener another certificate. */
  void issueServer(String subject) throws Exception {
    X509Bundle server =
        new CertificateBuilder()
            .ecp256()
            .subject(subject)
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(ca);
    Files.writeString(folder.resolve("box.key"), server.getPrivateKeyPEM());
    Files.writeString(folder.resolve("box.pem"), server.getCertificatePEM());
  }

  X509Bundle issueDevice(String name) throws Exception {
    return new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(ca);
  }

  /** Has the listener learn that a certificate is no good any more. */
  void revoke(X509Bundle device) throws Exception {
    RevocationServer server = RevocationServer.getInstance();
    server.register(ca);
    server.revoke(device, Instant.now().minus(Duration.ofMinutes(1)));
    try (InputStream crl = server.getCrlUri(ca).toURL().openStream()) {
      String pem =
          "-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n"
              .formatted(Base64.getMimeEncoder().encodeToString(crl.readAllBytes()));
      Files.writeString(folder.resolve("ca.pem"), ca.getCertificatePEM() + "\n" + pem);
    }
  }

  /** Returns what a client needs to trust the listener. */
  MqttClientSslConfigBuilder trust() {
    return MqttClientSslConfig.builder().trustManagerFactory(ca.toTrustManagerFactory());
  }

  MqttClientSslConfig of(X509Bundle device) throws Exception {
    return trust().keyManagerFactory(device.toKeyManagerFactory()).build();
  }

  X509Bundle ca() {
    return ca;
  }
}
