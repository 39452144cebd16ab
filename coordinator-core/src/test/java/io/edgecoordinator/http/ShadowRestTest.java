package io.edgecoordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.http.HttpAsker.Answer;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

/** The shadow protocol over HTTP, with a whole coordinator behind it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowRestTest {

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
  void aShadowIsSetReadAndDeleted() {
    Answer set =
        http.post(
            "/things/pump-1/shadow",
            "{\"state\":{\"desired\":{\"rpm\":900},\"reported\":{\"rpm\":870}},\"clientToken\":\"t\"}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.body().propertyNames())
        .containsExactly("state", "metadata", "version", "timestamp", "clientToken");

    Answer got = http.get("/things/pump-1/shadow");
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body().path("state"))
        .hasToString(
            "{\"desired\":{\"rpm\":900},\"reported\":{\"rpm\":870},\"delta\":{\"rpm\":900}}");
    assertThat(got.body().path("version").intValue()).isOne();
    assertThat(got.body().at("/metadata/desired/rpm/timestamp").isIntegralNumber()).isTrue();

    Answer deleted = http.delete("/things/pump-1/shadow");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().propertyNames()).containsExactly("version", "timestamp");
    assertThat(deleted.body().path("version").intValue()).isOne();

    Answer gone = http.get("/things/pump-1/shadow");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.errorType()).isEqualTo("ResourceNotFoundException");
    assertThat(gone.body()).hasToString("{\"message\":\"No shadow exists with name: 'pump-1'\"}");
  }

  @Test
  void namedShadowsStandApartFromTheClassicOne() {
    set("/things/pump-2/shadow", "{\"a\":1}");
    set("/things/pump-2/shadow?name=limits", "{\"b\":2}");

    assertThat(http.get("/things/pump-2/shadow").body().at("/state/desired"))
        .hasToString("{\"a\":1}");
    assertThat(http.get("/things/pump-2/shadow?name=limits").body().at("/state/desired"))
        .hasToString("{\"b\":2}");
    assertThat(http.delete("/things/pump-2/shadow?name=limits").status()).isEqualTo(200);
    assertThat(http.get("/things/pump-2/shadow?name=limits").message())
        .isEqualTo("No shadow exists with name: 'pump-2~limits'");
    assertThat(http.get("/things/pump-2/shadow").status()).isEqualTo(200);
  }

  @Test
  void anUpdateForAnotherVersionIsAConflict() {
    set("/things/pump-3/shadow", "{\"a\":1}");
    Answer answer =
        http.post("/things/pump-3/shadow", "{\"state\":{\"desired\":{\"a\":2}},\"version\":7}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.errorType()).isEqualTo("ConflictException");
    assertThat(answer.body()).hasToString("{\"message\":\"Version conflict\"}");
    assertThat(http.get("/things/pump-3/shadow").body().path("version").intValue()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET    | /things/nobody/shadow          |                    | 404 | ResourceNotFoundException | No shadow exists with name: 'nobody'",
        "DELETE | /things/nobody/shadow?name=x   |                    | 404 | ResourceNotFoundException | No shadow exists with name: 'nobody~x'",
        "GET    | /things/nobody/other           |                    | 404 | ResourceNotFoundException | nothing at /things/nobody/other",
        "GET    | /things/pump/shadow/           |                    | 404 | ResourceNotFoundException | nothing at /things/pump/shadow/",
        "PUT    | /things/pump/shadow            | {}                 | 405 | MethodNotAllowedException | does not take PUT",
        "POST   | /api/things/shadow/ListNamedShadowsForThing/pump | | 405 | MethodNotAllowedException | does not take POST",
        "POST   | /things/pump/shadow            |                    | 400 | InvalidRequestException   | Invalid JSON",
        "POST   | /things/pump/shadow            | {\"state\":        | 400 | InvalidRequestException   | Invalid JSON",
        "POST   | /things/pump/shadow            | {}                 | 400 | InvalidRequestException   | Missing required node: state",
        "POST   | /things/pump/shadow            | {\"state\":{\"delta\":{}}} | 400 | InvalidRequestException | invalid node: 'delta'",
        "POST   | /things/pump/shadow            | {\"state\":{},\"version\":\"1\"} | 400 | InvalidRequestException | Invalid version",
        "GET    | /things/a%2Fb/shadow           |                    | 400 | InvalidRequestException   | name of a thing",
        "GET    | /things/a%20b/shadow           |                    | 400 | InvalidRequestException   | name of a thing",
        "GET    | /things/%23/shadow             |                    | 400 | InvalidRequestException   | name of a thing",
        "GET    | /things/+/shadow               |                    | 400 | InvalidRequestException   | name of a thing",
        "GET    | /things/%00/shadow             |                    | 400 | InvalidRequestException   | name of a thing",
        "GET    | /things/pump/shadow?name=      |                    | 400 | InvalidRequestException   | name of a shadow",
        "GET    | /things/pump/shadow?name=a%2Fb |                    | 400 | InvalidRequestException   | name of a shadow",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/a%2Fb |  | 400 | InvalidRequestException   | name of a thing",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/p?pageSize=0    | | 400 | InvalidRequestException | pageSize must be a number between 1 and 100",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/p?pageSize=101  | | 400 | InvalidRequestException | pageSize must be",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/p?pageSize=many | | 400 | InvalidRequestException | pageSize must be",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/p?nextToken=%3F | | 400 | InvalidRequestException | Invalid nextToken",
        "GET    | /api/things/shadow/ListNamedShadowsForThing/p?nextToken=Zm9vL2Jhcg | | 400 | InvalidRequestException | Invalid nextToken",
      })
  void errorsHaveTheirStatusKindAndMessage(
      String method, String path, String body, int status, String type, String message) {
    Answer answer = http.ask(method, path, body == null ? "" : body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.errorType()).isEqualTo(type);
    assertThat(answer.body().propertyNames()).containsExactly("message");
    assertThat(answer.message()).contains(message);
  }

  @Test
  void namesHaveTheLengthOfTheProtocol() {
    set("/things/" + "t".repeat(128) + "/shadow?name=" + "n".repeat(64), "{}");

    assertThat(http.get("/things/" + "t".repeat(129) + "/shadow").message())
        .contains("1 to 128 characters, not 129");
    assertThat(http.get("/things/t/shadow?name=" + "n".repeat(65)).message())
        .contains("1 to 64 characters, not 65");
  }

  @Test
  void whatIsTooLargeIsRefusedByItsSizeAfterTheMerge() {
    // {"s":"…"}
    set("/things/large/shadow", "{\"s\":\"" + "x".repeat(8_192 - 8) + "\"}");
    for (int length : new int[] {8_192 - 7, 200_000, 2_000_000}) {
      Answer answer =
          http.post(
              "/things/large/shadow",
              "{\"state\":{\"desired\":{\"s\":\"" + "x".repeat(length) + "\"}}}");

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.errorType()).isEqualTo("RequestEntityTooLargeException");
      assertThat(answer.message()).isEqualTo("The payload exceeds the maximum size allowed");
    }
  }

  @Test
  void listsNamedShadowsPageByPage() {
    set("/things/many/shadow", "{}");
    set("/things/manya/shadow?name=of-another", "{}");
    for (String name : List.of("e", "a", "d", "b", "c")) {
      set("/things/many/shadow?name=" + name, "{}");
    }
    http.delete("/things/many/shadow?name=d");
    String path = "/api/things/shadow/ListNamedShadowsForThing/many";

    JsonNode all = http.get(path).body();
    assertThat(all.propertyNames()).containsExactly("results", "timestamp");
    assertThat(all.path("results")).hasToString("[\"a\",\"b\",\"c\",\"e\"]");
    List<String> pages = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = http.get(path + "?pageSize=3" + next).body();
      pages.add(page.path("results").toString());
      next = page.has("nextToken") ? "&nextToken=" + page.path("nextToken").stringValue() : "";
    } while (!next.isEmpty());
    assertThat(pages).containsExactly("[\"a\",\"b\",\"c\"]", "[\"e\"]");
    assertThat(http.get(path + "?pageSize=4").body().has("nextToken")).isFalse();
    assertThat(http.get(path.replace("many", "nobody")).body().path("results")).hasToString("[]");
  }

  @Test
  void aPageMayBeginBehindAShadowThatIsGone() {
    for (String name : List.of("a", "b", "c")) {
      set("/things/fading/shadow?name=" + name, "{}");
    }
    String path = "/api/things/shadow/ListNamedShadowsForThing/fading?pageSize=2";
    String token = http.get(path).body().path("nextToken").stringValue();
    http.delete("/things/fading/shadow?name=b");

    assertThat(http.get(path + "&nextToken=" + token).body().path("results"))
        .hasToString("[\"c\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/octet-stream", "text/plain;charset=UTF-8"})
  void theTypeOfTheBodyIsOfNoConcern(String type) {
    assertThat(
            http.ask("POST", "/things/typed/shadow", "{\"state\":{}}", "Content-Type", type)
                .status())
        .isEqualTo(200);
  }

  @Test
  void aStrangersPageIsKeptOut() {
    Answer answer =
        http.ask("POST", "/things/typed/shadow", "{\"state\":{}}", "Origin", "http://evil.example");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errorType()).isEqualTo("ForbiddenException");
  }

  @Test
  void whatChangesIsToldOverMqttAndErrorsAreNot() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      MqttClient client = MqttClient.create(vertx);
      client.publishHandler(
          message -> told.add(message.topicName().replace("$aws/things/lamp/shadow/", "")));
      client
          .connect(coordinator.mqtt().port(), coordinator.mqtt().host())
          .compose(_ -> client.subscribe("$aws/things/lamp/shadow/#", 1))
          .await();
      http.get("/things/lamp/shadow");
      http.post("/things/lamp/shadow", "{}");
      set("/things/lamp/shadow", "{\"on\":true}");
      http.delete("/things/lamp/shadow");

      List<String> topics = new ArrayList<>();
      while (!topics.contains("delete/accepted")) {
        String topic = told.poll(20, TimeUnit.SECONDS);
        assertThat(topic).as("after %s", topics).isNotNull();
        topics.add(topic);
      }
      assertThat(topics)
          .containsExactlyInAnyOrder(
              "update/accepted", "update/delta", "update/documents", "delete/accepted");
    } finally {
      vertx.close().await();
    }
  }

  private static void set(String path, String desired) {
    Answer answer = http.post(path, "{\"state\":{\"desired\":" + desired + "}}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }
}
