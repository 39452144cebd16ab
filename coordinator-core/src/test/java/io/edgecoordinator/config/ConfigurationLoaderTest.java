package io.edgecoordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.config.Configuration.OnFull;
import io.edgecoordinator.config.Configuration.Tls;
import io.edgecoordinator.config.Configuration.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationLoaderTest {

  @TempDir private Path folder;

  @Test
  void defaultsAreLocalAndSafe() {
    Configuration configuration = new ConfigurationLoader().load();

    assertThat(configuration).isEqualTo(Configuration.defaults());
    assertThat(configuration.id()).isNotBlank();
    assertThat(configuration.data()).isEqualTo(Path.of("data"));
    assertThat(configuration.mqtt())
        .isEqualTo(new Configuration.Mqtt(new HostPort("127.0.0.1", 1883), false, null, null));
    assertThat(configuration.http())
        .isEqualTo(new Configuration.Http(new HostPort("127.0.0.1", 8080), false, null));
    assertThat(configuration.policy()).isNull();
    assertThat(configuration.limits())
        .isEqualTo(
            new Configuration.Limits(
                256L << 20, 10_000_000, Duration.ofDays(7), 1L << 30, OnFull.REJECT));
    assertThat(configuration.isolation())
        .isEqualTo(new Configuration.Isolation(2, 512L << 20, List.of()));
    assertThat(configuration.bundles()).isEmpty();
  }

  @Test
  void budgetForWorkersMustBeEnoughForOne() {
    assertThatThrownBy(
            () -> new ConfigurationLoader().set("isolation.memory", "64MiB", "--set").load())
        .hasMessageContaining("is too little: a worker needs 128MiB");
    assertThatThrownBy(
            () -> new ConfigurationLoader().set("isolation.workers", "0", "--set").load())
        .hasMessageContaining("is not a whole number from 1 to 99");
  }

  @Test
  void listOutsideAFileIsDividedByCommas() {
    assertThat(
            new ConfigurationLoader()
                .set("isolation.allowInProcess", "meter, pump", "--set")
                .load()
                .isolation()
                .allowInProcess())
        .containsExactly("meter", "pump");
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
              tls: { certificate: box.pem, key: box.key, clientCa: ca.pem }
              websocket: { listen: 0.0.0.0:8084 }
            http:
              listen: "[::]:8081"
              insecure: true
              tls: { certificate: web.pem, key: web.key }
            policy: policy.yaml
            limits: { queueBytes: 64KiB, queueCount: 5, queueAge: 12h, totalBytes: 2GiB, onFull: drop-oldest }
            isolation: { workers: 4, memory: 1GiB, allowInProcess: [ meter, pump ] }
            shadows: { documentBytes: 4KiB, depth: 6, inFlight: 5, count: 1000, perCreator: 10, memory: 4MiB, tombstones: 0, history: 3 }
            deployments: { groups: [north, pilot], keep: 2, patience: 0s, timeout: 5m }
            trust: [ { key: ops.pub, bundles: [ "*" ] }, { key: shop.pub, bundles: [ till, "shop-*" ] } ]
            """);

    assertThat(new ConfigurationLoader().file(file).load())
        .isEqualTo(
            new Configuration(
                "box-7",
                Path.of("/var/lib/coordinator"),
                new Configuration.Mqtt(
                    new HostPort("0.0.0.0", 1884),
                    true,
                    new Tls(Path.of("box.pem"), Path.of("box.key"), Path.of("ca.pem")),
                    new HostPort("0.0.0.0", 8084)),
                new Configuration.Http(
                    new HostPort("::", 8081),
                    true,
                    new Tls(Path.of("web.pem"), Path.of("web.key"), null)),
                Path.of("policy.yaml"),
                new Configuration.Limits(
                    64 << 10, 5, Duration.ofHours(12), 2L << 30, OnFull.DROP_OLDEST),
                new Configuration.Isolation(4, 1L << 30, List.of("meter", "pump")),
                new Configuration.Shadows(4 << 10, 6, 5, 1_000, 10, 4L << 20, 0, 3),
                List.of(),
                List.of(
                    new Trust(Path.of("ops.pub"), List.of("*")),
                    new Trust(Path.of("shop.pub"), List.of("till", "shop-*"))),
                new Configuration.Deployments(
                    List.of("north", "pilot"), 2, Duration.ZERO, Duration.ofMinutes(5)),
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
  void wrongValueIsReportedWhereItWasSaid() throws IOException {
    Path file = file("mqtt:\n  listen: 1883\n");

    assertFails(new ConfigurationLoader().file(file))
        .hasMessage(file + ":2:11: \"1883\" is not HOST:PORT, as in 127.0.0.1:1883");
    assertFails(new ConfigurationLoader().environment(Map.of("COORDINATOR_MQTT_LISTEN", "x")))
        .hasMessage("COORDINATOR_MQTT_LISTEN: \"x\" is not HOST:PORT, as in 127.0.0.1:1883");
    assertFails(new ConfigurationLoader().set("http.insecure", "yes", "--set http.insecure"))
        .hasMessage("--set http.insecure: \"yes\" is not true or false");
    assertFails(new ConfigurationLoader().set("limits.queueAge", "7", "--set"))
        .hasMessage(
            "--set: \"7\" cannot be read: expected a duration such as 500ms, 2s, 10m, 1h or 7d");
    assertFails(new ConfigurationLoader().set("limits.queueBytes", "0MiB", "--set"))
        .hasMessage("--set: \"0MiB\" must be more than 0");
    assertFails(new ConfigurationLoader().set("limits.onFull", "drop-oldst", "--set"))
        .hasMessage("--set: unknown value \"drop-oldst\"; did you mean \"drop-oldest\"?");
  }

  @ParameterizedTest
  @CsvSource({
    "shadows.documentBytes, 65KiB, is too much: a shadow may have 64KiB",
    "shadows.documentBytes, 0, must be more than 0",
    "shadows.depth, 65, is not a whole number from 1 to 64",
    "shadows.inFlight, 0, is not a whole number from 1 to 10000",
    "shadows.count, 10000001, is not a whole number from 1 to 10000000",
    "shadows.perCreator, many, is not a whole number from 1 to 10000000",
    "shadows.memory, 1000KiB, is too little: shadows need 1MiB",
    "shadows.tombstones, -1, is not a whole number from 0 to 10000000",
    "shadows.history, 1001, is not a whole number from 0 to 1000",
    "deployments.keep, 0, is not a whole number from 1 to 20",
    "deployments.keep, 21, is not a whole number from 1 to 20",
    "deployments.groups, a/b, 'is not made of 1 to 64 letters, digits, ''.'', ''_'' and ''-'''",
    "deployments.patience, soon, 'cannot be read: expected a duration such as 500ms, 2s, 10m, 1h or"
        + " 7d'",
    "deployments.timeout, 0s, must be more than 0",
    "isolation.workers, 100, is not a whole number from 1 to 99",
  })
  void numberOutOfRangeIsAFaultWithTheRange(String key, String value, String fault) {
    assertFails(new ConfigurationLoader().set(key, value, "--set " + key))
        .hasMessage("--set %s: \"%s\" %s", key, value, fault);
  }

  @Test
  void shadowsMayNotHaveAllOfTheHeap() {
    String all = Runtime.getRuntime().maxMemory() + "B";
    assertFails(new ConfigurationLoader().set("shadows.memory", all, "--set"))
        .hasMessageContaining("is too much: the heap has");
  }

  @Test
  void halfOfTheShadowsMayBeOfOneCreatorUnlessSomebodySaysOtherwise() {
    ConfigurationLoader loader = new ConfigurationLoader().set("shadows.count", "9", "");

    assertThat(loader.load().shadows().perCreator()).isEqualTo(4);
    assertThat(loader.set("shadows.count", "1", "").load().shadows().perCreator()).isOne();
    assertThat(loader.set("shadows.perCreator", "9", "").load().shadows().perCreator())
        .isEqualTo(9);
  }

  @Test
  void halfOfTlsIsAFaultOfThatHalf() throws IOException {
    Path file = file("mqtt:\n  listen: 0.0.0.0:8883\n  tls: {certificate: box.pem}\n");

    assertFails(new ConfigurationLoader().file(file))
        .hasMessage(file + ":3:22: mqtt.tls needs both certificate and key");
  }

  @Test
  void listeningForOtherMachinesNeedsTlsAndAPolicyOrAWord() {
    assertFails(open()).hasMessageContainingAll("mqtt.listen 0.0.0.0:1883", "TLS", "mqtt.insecure");
    assertFails(open().set("policy", "policy.yaml", "")).hasMessageContaining("mqtt.tls");
    assertFails(withTls(open())).hasMessageContaining("policy: FILE");
    assertThat(withTls(open()).set("policy", "policy.yaml", "").load().policy()).isNotNull();
    assertThat(open().set("mqtt.insecure", "true", "").load().policy()).isNull();
    assertFails(new ConfigurationLoader().set("mqtt.websocket.listen", "0.0.0.0:1", ""))
        .hasMessageContaining("mqtt.websocket.listen 0.0.0.0:1");
    assertFails(withTls(new ConfigurationLoader()).set("mqtt.websocket.listen", "0.0.0.0:1", ""))
        .hasMessageContaining("policy: FILE");
    assertFails(new ConfigurationLoader().set("http.listen", "box.example:80", "--http"))
        .hasMessageContaining("http.insecure: true");
  }

  private static ConfigurationLoader open() {
    return new ConfigurationLoader().set("mqtt.listen", "0.0.0.0:1883", "--mqtt");
  }

  private static ConfigurationLoader withTls(ConfigurationLoader loader) {
    return loader.set("mqtt.tls.certificate", "box.pem", "").set("mqtt.tls.key", "box.key", "");
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
