package io.edgecoordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.http.HttpAsker.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What an operator sees of shadows and does with them, with a whole coordinator behind it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowRoutesTest {

  @TempDir private static Path folder;
  private static RunningCoordinator coordinator;
  private static HttpAsker http;

  @BeforeAll
  static void start() {
    coordinator = new RunningCoordinator(folder.resolve("data"));
    http = new HttpAsker(coordinator.http());
  }

  @AfterAll
  static void stop() {
    http.close();
    coordinator.close();
  }

  @Test
  void showsAShadowWithAllThereIsToKnow() {
    set("/api/shadows/fan-1", "{\"desired\":{\"rpm\":1.50},\"reported\":{\"on\":true}}");
    JsonNode shadow = http.get("/api/shadows/fan-1").body();

    assertThat(shadow.propertyNames())
        .containsExactly(
            "thing",
            "version",
            "changed",
            "creator",
            "bytes",
            "inStep",
            "desired",
            "reported",
            "delta",
            "metadata");
    assertThat(http.text("/api/shadows/fan-1"))
        .contains("\"desired\":{\"rpm\":1.50},\"reported\":{\"on\":true},\"delta\":{\"rpm\":1.50}");
    assertThat(shadow.path("creator").stringValue()).isEqualTo("operator");
    assertThat(shadow.path("inStep").booleanValue()).isFalse();
    assertThat(shadow.at("/metadata/reported/on/timestamp").isIntegralNumber()).isTrue();
  }

  @Test
  void emptySectionsAreShownEmpty() {
    set("/api/shadows/fan-2?name=n", "null");
    JsonNode shadow = http.get("/api/shadows/fan-2?name=n").body();

    assertThat(shadow.path("name").stringValue()).isEqualTo("n");
    assertThat(List.of(shadow.path("desired"), shadow.path("reported"), shadow.path("delta")))
        .allMatch(section -> section.isObject() && section.isEmpty());
    assertThat(shadow.path("inStep").booleanValue()).isTrue();
  }

  @Test
  void listsPageByPageInOrder() {
    for (String path :
        List.of("list-b", "list-a?name=y", "list-a", "list-a?name=x", "list-c", "list")) {
      set("/api/shadows/" + path, "{}");
    }
    List<String> pages = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = http.get("/api/shadows?thing=list-&limit=2" + after).body();
      pages.add(
          String.join(
              " ",
              page.path("shadows")
                  .valueStream()
                  .map(each ->
                      each.path("thing").stringValue() + "/" + each.path("name").asString(""))
                  .toList()));
      after = page.has("next") ? "&after=" + page.path("next").stringValue() : "";
    } while (!after.isEmpty());

    assertThat(pages).containsExactly("list-a/ list-a/x", "list-a/y list-b/", "list-c/");
    assertThat(http.get("/api/shadows?thing=none").body()).hasToString("{\"shadows\":[]}");
    assertThat(http.get("/api/shadows?thing=list-b&after=a").body().path("shadows")).hasSize(1);
  }

  @Test
  void tellsTheLastChangesTheLatestFirst() {
    set("/api/shadows/fan-3", "{\"desired\":{\"a\":1}}");
    set("/api/shadows/fan-3", "{\"reported\":{\"long\":\"" + "x".repeat(600) + "\"}}");
    json("DELETE", "/api/shadows/fan-3", "");
    JsonNode changes = http.get("/api/shadows/fan-3/history").body().path("changes");

    assertThat(changes.valueStream().map(each -> each.path("number").intValue()))
        .containsExactly(3, 2, 1);
    assertThat(changes.valueStream().map(each -> each.path("version").intValue()))
        .containsExactly(2, 2, 1);
    assertThat(changes.valueStream().map(each -> each.path("operation").stringValue()))
        .containsExactly("delete", "update", "update");
    assertThat(changes.valueStream().map(each -> each.path("by").stringValue()))
        .containsOnly("operator");
    assertThat(changes.at("/1/truncated").booleanValue()).isTrue();
    assertThat(changes.at("/1/text").stringValue()).hasSizeLessThan(600).endsWith("…");
    assertThat(changes.at("/2/state")).hasToString("{\"desired\":{\"a\":1}}");
  }

  @Test
  void onlySoManyChangesAreRemembered() {
    for (int i = 0; i < 20; i++) {
      set("/api/shadows/fan-4", "{\"desired\":{\"a\":" + i + "}}");
    }
    JsonNode changes = http.get("/api/shadows/fan-4/history").body().path("changes");

    assertThat(changes.valueStream().map(each -> each.path("number").intValue()))
        .hasSize(16)
        .startsWith(20, 19)
        .endsWith(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "GET    | /api/shadows/nobody            |                        | 404 | there is no shadow nobody; `coordinator shadows` lists them",
        "GET    | /api/shadows/nobody/history    |                        | 404 | there is no shadow nobody;",
        "DELETE | /api/shadows/nobody?name=n     |                        | 404 | there is no shadow nobody/n;",
        "POST   | /api/shadows/nobody            | {\"state\":{},\"version\":2} | 409 | Version conflict: there is no shadow nobody",
        "POST   | /api/shadows/nobody            | {\"state\":7}          | 400 | State node must be an object",
        "PUT    | /api/shadows/nobody            | nix                    | 400 | Invalid JSON",
        "GET    | /api/shadows/a%2Fb             |                        | 400 | name of a thing",
        "GET    | /api/shadows/a/history?name=%2B |                       | 400 | name of a shadow",
        "GET    | /api/shadows?limit=201         |                        | 400 | limit must be a number between 1 and 200",
        "GET    | /api/shadows?after=a%2Fb%2Fc   |                        | 400 | name of a shadow",
        "PATCH  | /api/shadows/nobody            | {}                     | 405 | does not take PATCH",
      })
  void refusalsNameTheirReason(
      String method, String path, String body, int status, String message) {
    Answer answer = json(method, path, body == null ? "" : body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.errorType()).isEmpty();
    assertThat(answer.message()).contains(message);
  }

  @Test
  void aConflictTellsTheVersion() {
    set("/api/shadows/fan-5", "{}");

    assertThat(json("POST", "/api/shadows/fan-5", "{\"state\":{},\"version\":9}").message())
        .isEqualTo("Version conflict: fan-5 has version 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/shadows/fan-6", "/things/../api/shadows/fan-6"})
  void formsCannotSet(String path) {
    assertThat(http.ask("POST", path, "{\"state\":{}}", "Content-Type", "text/plain").status())
        .isEqualTo(415);
  }

  @Test
  void countsShadowsAndRequests() {
    set("/api/shadows/counted", "{}");
    json("DELETE", "/api/shadows/counted", "");
    http.get("/things/counted/shadow");

    assertThat(http.text("/metrics").lines())
        .anyMatch(line -> line.matches("coordinator_shadows \\d+"))
        .anyMatch(line -> line.matches("coordinator_shadow_bytes \\d+"))
        .anyMatch(line -> line.matches("coordinator_shadow_tombstones [1-9]\\d*"))
        .anyMatch(line -> line.matches("coordinator_shadow_requests_in_flight 0"))
        .anyMatch(line ->
            line.matches("coordinator_shadow_requests_accepted_total\\{operation=\"update\"} \\d+"))
        .anyMatch(line ->
            line.matches("coordinator_shadow_requests_rejected_total\\{code=\"404\"} [1-9]\\d*"));
    assertThat(http.get("/api/status").body().at("/shadows/tombstones").intValue()).isPositive();
  }

  private static void set(String path, String state) {
    Answer answer = json("POST", path, "{\"state\":" + state + "}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private static Answer json(String method, String path, String body) {
    return http.ask(method, path, body, "Content-Type", "application/json");
  }
}
