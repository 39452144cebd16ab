package io.edgecoordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.http.HttpAsker.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds of shadows as somebody has configured them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowBoundsTest {

  @TempDir private static Path folder;
  private static RunningCoordinator coordinator;
  private static HttpAsker http;

  @BeforeAll
  static void start() {
    coordinator =
        new RunningCoordinator(
            folder.resolve("data"),
            Map.of(
                "shadows.documentBytes", "32",
                "shadows.depth", "2",
                "shadows.perCreator", "2",
                "shadows.count", "3",
                "shadows.tombstones", "0",
                "shadows.history", "2"));
    http = new HttpAsker(coordinator.http());
    assertThat(set("a", "{\"n\":1}").status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    http.close();
    coordinator.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"x\":\"123456789012345678901234\"}  | 200 |",
        "{\"x\":\"1234567890123456789012345\"} | 413 | The payload exceeds the maximum size allowed",
        "{\"x\":{\"y\":1}}                    | 200 |",
        "{\"x\":{\"y\":{}}}                   | 400 | too many levels of nesting; maximum is 2",
      })
  void boundsOfOneShadow(String desired, int status, String message) {
    assertThat(set("a", "null").status()).isEqualTo(200);
    Answer answer = set("a", desired);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.message()).contains(message == null ? "" : message);
  }

  @Test
  void oneCreatorHasASharePerCreator() {
    assertThat(set("b", "{}").status()).isEqualTo(200);
    Answer third = set("c", "{}");

    assertThat(third.status()).isEqualTo(429);
    assertThat(third.errorType()).isEqualTo("ThrottlingException");
    assertThat(third.message()).isEqualTo("operator has created 2 shadows; it may create 2");
    assertThat(http.delete("/things/b/shadow").status()).isEqualTo(200);
    assertThat(set("c", "{}").status()).as("there is room again").isEqualTo(200);
    assertThat(http.delete("/things/c/shadow").status()).isEqualTo(200);
  }

  @Test
  void whatIsForgottenLeavesNoHistory() {
    assertThat(http.delete("/things/a/shadow").status()).isEqualTo(200);
    assertThat(http.get("/api/shadows/a/history").status()).isEqualTo(404);
    assertThat(set("a", "{}").body().path("version").intValue()).isOne();
    assertThat(http.get("/api/shadows/a/history").body().path("changes")).hasSize(1);
    for (int i = 0; i < 5; i++) {
      set("a", "{\"n\":" + i + "}");
    }
    assertThat(http.get("/api/shadows/a/history").body().at("/changes").valueStream())
        .extracting(each -> each.path("version").intValue())
        .containsExactly(6, 5);
  }

  private static Answer set(String thing, String desired) {
    return http.post("/things/" + thing + "/shadow", "{\"state\":{\"desired\":" + desired + "}}");
  }
}
