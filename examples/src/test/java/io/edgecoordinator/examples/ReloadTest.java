package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.cli.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A whole coordinator whose bundle is edited while it runs. */
class ReloadTest {

  private static final String YAML =
      """
      bundle: answers
      version: 1.0.0
      tasks:
        answer: { runtime: js, handler: answer.handler }
      flows:
        - { id: ask, topic: ask, to: [ task: answer ] }
      """;

  @TempDir private Path bundle;
  private Coordinator coordinator;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(bundle.resolve("bundle.yaml"), YAML);
    Files.writeString(bundle.resolve("answer.js"), "exports.handler = () => 41;");
    coordinator = LoopbackCoordinator.of(bundle.resolve("data"), bundle);
    Endpoints endpoints = coordinator.start().await();
    api = new Api(endpoints.http());
  }

  @AfterEach
  void stop() {
    api.close();
    coordinator.stop().await();
  }

  @Test
  void aSavedTaskIsInForceAndAFaultyOneIsNot() throws Exception {
    assertThat(answer()).isEqualTo(41);

    Files.writeString(bundle.resolve("answer.js"), "exports.handler = () => 42;");
    await(status -> version(status) == 2);
    assertThat(answer()).isEqualTo(42);

    Files.writeString(bundle.resolve("answer.js"), "exports.handler = () => {");
    JsonNode syntaxError = await(status -> !status.path("faults").isEmpty());
    assertThat(syntaxError.at("/faults/0/file").stringValue()).isEqualTo(bundle + "/answer.js");
    assertThat(version(syntaxError)).isEqualTo(2);
    assertThat(answer()).isEqualTo(42);

    Files.writeString(bundle.resolve("bundle.yaml"), YAML + "flos: []\n");
    JsonNode unknownKey =
        await(status -> status.at("/faults/0/message").stringValue("").contains("flos"));
    assertThat(unknownKey.at("/faults/0/line").intValue()).isEqualTo(7);
    assertThat(answer()).isEqualTo(42);

    Files.writeString(bundle.resolve("bundle.yaml"), YAML);
    Files.writeString(bundle.resolve("answer.js"), "exports.handler = () => 43;");
    await(status -> version(status) == 3);
    assertThat(answer()).isEqualTo(43);
    assertThat(api.get("/api/flows").path("history")).hasSize(3);
  }

  private int answer() {
    byte[] nothing = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return api.post("/api/tasks/answer/invoke", nothing).path("returned").intValue();
  }

  private static long version(JsonNode status) {
    return status.at("/table/version").longValue();
  }

  /** Asks for the status until it is as expected. */
  private JsonNode await(Predicate<JsonNode> expected) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode status = api.get("/api/status");
      if (expected.test(status)) {
        return status;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not as expected: " + api.get("/api/status"));
  }
}
