package io.edgecoordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {

  @TempDir private Path folder;

  @Test
  void defaultsAreLocalAndSafe() {
    Configuration configuration = new ConfigurationLoader().load();

    assertThat(configuration).isEqualTo(Configuration.defaults());
    assertThat(configuration.id()).isNotBlank();
    assertThat(configuration.data()).isEqualTo(Path.of("data"));
    assertThat(configuration.mqtt())
        .isEqualTo(new Configuration.Mqtt(new HostPort("127.0.0.1", 1883), false));
    assertThat(configuration.http())
        .isEqualTo(new Configuration.Http(new HostPort("127.0.0.1", 8080), false));
    assertThat(configuration.bundles()).isEmpty();
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Path file =
        file(
            """
            id: box-7
            data: /var/lib/coordinator
            mqtt:
              listen: 0.0.0.0:1884
              insecure: true
            http: { listen: "[::]:8081", insecure: true }
            """);

    assertThat(new ConfigurationLoader().file(file).load())
        .isEqualTo(
            new Configuration(
                "box-7",
                Path.of("/var/lib/coordinator"),
                new Configuration.Mqtt(new HostPort("0.0.0.0", 1884), true),
                new Configuration.Http(new HostPort("::", 8081), true),
                List.of()));
  }

  @Test
  void environmentReplacesFileAndSettingReplacesEnvironment() throws IOException {
    Path file = file("{id: from-file, data: from-file, mqtt: {listen: 127.0.0.1:1}}");

    Configuration configuration =
        new ConfigurationLoader()
            .file(file)
            .environment(
                Map.of(
                    "COORDINATOR_ID", "from-environment", "COORDINATOR_DATA", "from-environment"))
            .set("data", "from-setting", "--set data")
            .load();

    assertThat(configuration.mqtt().listen().port()).isEqualTo(1);
    assertThat(configuration.id()).isEqualTo("from-environment");
    assertThat(configuration.data()).isEqualTo(Path.of("from-setting"));
  }

  @Test
  void unknownKeyIsAnErrorWithItsPlaceAndASuggestion() throws IOException {
    Path file = file("id: box-1\nmqtt:\n  lisen: 127.0.0.1:1883\n");

    assertFails(new ConfigurationLoader().file(file))
        .hasMessage(file + ":3:3: unknown key \"mqtt.lisen\"; did you mean \"mqtt.listen\"?");
    assertFails(new ConfigurationLoader().set("dta", "x", "--set dta"))
        .hasMessage("--set dta: unknown key \"dta\"; did you mean \"data\"?");
  }

  @Test
  void keyThatHasNoEffectYetIsRefused() throws IOException {
    Path file = file("upstream:\n  - { url: \"mqtt://broker.example:1883\" }\n");

    assertFails(new ConfigurationLoader().file(file))
        .hasMessage(file + ":1:1: upstream is not available yet: leave it out");
    assertFails(new ConfigurationLoader().set("limits.queueBytes", "1MiB", "--set"))
        .hasMessage("--set: limits is not available yet: leave it out");
  }

  @Test
  void wrongValueIsReportedWhereItWasSaid() throws IOException {
    Path file = file("mqtt:\n  listen: 1883\n");

    assertFails(new ConfigurationLoader().file(file))
        .hasMessage(file + ":2:11: \"1883\" is not HOST:PORT, as in 127.0.0.1:1883");
    assertFails(new ConfigurationLoader().environment(Map.of("COORDINATOR_MQTT_LISTEN", "x")))
        .hasMessage("COORDINATOR_MQTT_LISTEN: \"x\" is not HOST:PORT, as in 127.0.0.1:1883");
    assertFails(new ConfigurationLoader().set("http.insecure", "yes", "--set http.insecure"))
        .hasMessage("--set http.insecure: \"yes\" is not true or false");
  }

  @Test
  void listeningForOtherMachinesNeedsAWord() {
    assertFails(new ConfigurationLoader().set("mqtt.listen", "0.0.0.0:1883", "--mqtt"))
        .hasMessageContainingAll("mqtt.listen 0.0.0.0:1883", "TLS", "mqtt.insecure: true");
    assertFails(new ConfigurationLoader().set("http.listen", "box.example:80", "--http"))
        .hasMessageContaining("http.insecure: true");
  }

  @Test
  void missingFileIsAnError() {
    Path file = folder.resolve("none.yaml");

    assertFails(new ConfigurationLoader().file(file)).hasMessage(file + ": there is no such file");
    assertThat(new ConfigurationLoader().fileIfPresent(file).load())
        .isEqualTo(Configuration.defaults());
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(
      ConfigurationLoader loader) {
    return assertThatThrownBy(loader::load).isInstanceOf(ConfigurationException.class);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("coordinator.yaml"), content);
  }
}
