package io.edgecoordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A box whose broker upstream is another whole coordinator, which is the cloud of its shadows. */
class UpstreamRoutesTest {

  private static final String THERMOSTAT = "/things/thermostat-1/shadow";

  @TempDir private Path folder;
  private RunningCoordinator cloud;
  private RunningCoordinator box;
  private HttpAsker inCloud;
  private HttpAsker onBox;

  @BeforeEach
  void start() throws Exception {
    cloud = new RunningCoordinator(folder.resolve("cloud"));
    inCloud = new HttpAsker(cloud.http());
    Path file =
        Files.writeString(
            folder.resolve("coordinator.yaml"),
            """
            id: box-1
            upstream:
              - { url: "mqtt://%s", name: cloud, shadows: [ "thermostat-*" ] }
              - { url: "mqtt://127.0.0.1:1", name: nowhere }
            """
                .formatted(cloud.mqtt()));
    box = new RunningCoordinator(folder.resolve("box"), file);
    onBox = new HttpAsker(box.http());
    await(() -> upstream(0).path("connected").booleanValue());
  }

  @AfterEach
  void stop() {
    onBox.close();
    inCloud.close();
    box.close();
    cloud.close();
  }

  @Test
  void shadowsAreKeptInStepWithTheCloud() {
    onBox.post(THERMOSTAT, "{\"state\":{\"reported\":{\"celsius\":20}}}");
    await(() -> section(inCloud, "reported").path("celsius").intValue(0) == 20);
    inCloud.post(THERMOSTAT, "{\"state\":{\"desired\":{\"celsius\":22}}}");
    await(() -> section(onBox, "desired").path("celsius").intValue(0) == 22);
    await(() -> upstream(0).path("shadows").path("in-step").intValue(0) == 1);
    assertThat(onBox.text("/metrics"))
        .contains("coordinator_upstream_shadows{upstream=\"cloud\",state=\"in-step\"} 1");
  }

  @Test
  void itIsSeenWhichLinksAreThereAndWhyOthersAreNot() {
    await(() -> upstream(1).has("lastFailure"));
    JsonNode there = upstream(0);
    assertThat(there.path("name").stringValue()).isEqualTo("cloud");
    assertThat(there.path("connects").intValue()).isEqualTo(1);
    assertThat(there.has("since")).isTrue();
    JsonNode away = upstream(1);
    assertThat(away.path("connected").booleanValue()).isFalse();
    assertThat(away.path("lastFailure").stringValue()).contains("refused");
    JsonNode summary = onBox.get("/api/status").body().path("upstreams");
    assertThat(summary.path("count").intValue()).isEqualTo(2);
    assertThat(summary.path("down").path(0).stringValue()).isEqualTo("nowhere");
    assertThat(onBox.text("/metrics"))
        .contains(
            "coordinator_upstream_connected{upstream=\"cloud\"} 1",
            "coordinator_upstream_connected{upstream=\"nowhere\"} 0",
            "coordinator_upstream_connects_total{upstream=\"cloud\"} 1");
  }

  private static JsonNode section(HttpAsker asker, String section) {
    return asker.get(THERMOSTAT).body().path("state").path(section);
  }

  private JsonNode upstream(int index) {
    return onBox.get("/api/upstreams").body().path("upstreams").path(index);
  }

  private static void await(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime() - deadline).isNegative();
        LockSupport.parkNanos(20_000_000);
      }
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
