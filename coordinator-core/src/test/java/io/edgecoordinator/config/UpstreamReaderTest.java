package io.edgecoordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.config.Configuration.Upstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamReaderTest {

  @TempDir private Path folder;

  @Test
  void anUrlIsEnough() throws IOException {
    assertThat(load("[{ url: \"mqtt://broker.example\" }]").upstreams())
        .containsExactly(
            new Upstream(
                "broker.example",
                URI.create("mqtt://broker.example"),
                "box-7",
                null,
                null,
                null,
                "coordinators/box-7/",
                true,
                50_000,
                List.of()));
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    assertThat(
            load("""
            [ { url: "mqtts://broker.example:8884", name: cloud, clientId: seven,
                tls: { ca: ca.pem, certificate: box.pem, key: box.key },
                user: me, passwordFile: %s, prefix: plant/7/, deployments: false,
                rate: 100, shadows: [ "thermostat-*", "pump/config" ] },
              { url: "mqtt://127.0.0.1", deployments: true } ]
            """
                    .formatted(password))
                .upstreams())
        .first()
        .isEqualTo(
            new Upstream(
                "cloud",
                URI.create("mqtts://broker.example:8884"),
                "seven",
                new ClientTls(Path.of("ca.pem"), Path.of("box.pem"), Path.of("box.key")),
                "me",
                password,
                "plant/7/",
                false,
                100,
                List.of("thermostat-*", "pump/config")));
  }

  @Test
  void deploymentsComeFromTheFirstUnlessAnotherSaysSo() throws IOException {
    assertThat(load("[{ url: \"mqtt://a\" }, { url: \"mqtt://b\" }]").upstreams())
        .extracting(Upstream::deployments)
        .containsExactly(true, false);
    assertThat(
            load("[{ url: \"mqtt://a\" }, { url: \"mqtt://b\", deployments: true }]").upstreams())
        .extracting(Upstream::deployments)
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{ name: a }]|2:12|key \"url\" is missing",
        "[{ url: broker.example }]|2:19|is not mqtt://HOST[:PORT]",
        "[{ url: \"http://a\" }]|2:19|is not mqtt://HOST[:PORT]",
        "[{ url: \"mqtt://a/topic\" }]|2:19|is not mqtt://HOST[:PORT]",
        "[{ url: \"mqtt://me:secret@a\" }]|2:19|with user: and passwordFile:",
        "[{ url: \"mqtt://a:70000\" }]|2:19|is not mqtt://HOST[:PORT]",
        "[{ url: \"mqtt://a\", clientID: b }]|2:31|did you mean \"clientId\"?",
        "[{ url: \"mqtt://a\", name: a b }]|2:37|is not made of 1 to 64 letters",
        "[{ url: \"mqtt://a\" }, { url: \"mqtt://a:1884\" }]|2:33|there is an upstream \"a\"",
        "[{ url: \"mqtts://a\", tls: { certificate: c.pem } }]|2:37|both certificate and key",
        "[{ url: \"mqtts://a\", tls: { cert: c.pem } }]|2:39|unknown key \"cert\"",
        "[{ url: \"mqtt://a\", tls: { ca: c.pem } }]|2:36|tls is for mqtts://",
        "[{ url: \"mqtt://a\", passwordFile: no/such }]|2:45|no/such cannot be read",
        "[{ url: \"mqtt://a\", prefix: plant }]|2:39|ends with '/'",
        "[{ url: \"mqtt://a\", rate: 0 }]|2:37|from 1 to 1000000",
        "[{ url: \"mqtt://a\", shadows: [ \"a/b/c\" ] }]|2:42|is not THING or THING/NAME",
        "[{ url: \"mqtt://a\", shadows: [ \"a\" ] }, { url: \"mqtt://b\", shadows: [ \"a\" ] }]|2:79|one",
        "{ url: \"mqtt://a\" }|2:11|expected a list",
      })
  void whatIsWrongIsSaidWithItsPlace(String list, String place, String fault) {
    assertThatThrownBy(() -> load(list))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(":" + place + ":")
        .hasMessageContaining(fault);
  }

  @Test
  void theListStandsInAFile() {
    assertThatThrownBy(() -> new ConfigurationLoader().set("upstream", "x", "--set").load())
        .hasMessage("--set: upstream can only be set in a file");
  }

  private Configuration load(String list) throws IOException {
    Path file = folder.resolve("coordinator.yaml");
    Files.writeString(file, "id: box-7\nupstream: " + list.indent(2).strip() + "\n");
    return new ConfigurationLoader().file(file).load();
  }
}
