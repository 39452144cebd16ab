package io.edgecoordinator.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole coordinator, asked over a real socket. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HttpApiTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path folder;
  private static Coordinator coordinator;
  private static Endpoints endpoints;

  @BeforeAll
  static void start() throws IOException {
    Path bundle = Files.createDirectory(folder.resolve("doubling"));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        bundle: doubling
        version: 2.0.0
        tasks:
          double: { runtime: js, handler: double.handler }
        flows:
          - { id: warm, topic: "in/{n}", when: event.t > 3, to: [ task: double ] }
        """);
    Files.writeString(
        bundle.resolve("double.js"),
        """
        export function handler(event, context) {
          if (event.t === 13) throw new Error("unlucky");
          return { doubled: event.t * 2 };
        }
        """);
    coordinator = LoopbackCoordinator.of(folder.resolve("data"), bundle);
    endpoints = coordinator.start().await();
  }

  @AfterAll
  static void stop() {
    coordinator.stop().await();
  }

  @Test
  void statusNamesTheBoxAndTheTableInForce() throws IOException {
    JsonNode status = json(get("/api/status"));

    assertThat(status.path("id").stringValue()).isEqualTo("box-1");
    assertThat(status.at("/table/bundles/0").stringValue()).isEqualTo("doubling 2.0.0");
    assertThat(status.path("faults")).isEmpty();
  }

  @Test
  void listsTasksFlowsAndBundles() throws IOException {
    assertThat(json(get("/api/tasks")).at("/tasks/0/handler").stringValue())
        .isEqualTo("double.handler");
    assertThat(json(get("/api/flows")).path("flows").valueStream().map(row -> row.path("id")))
        .extracting(JsonNode::stringValue)
        .startsWith("doubling/warm", "local");
    assertThat(json(get("/api/bundles")).at("/bundles/0/tasks/0").stringValue())
        .isEqualTo("double");
  }

  @Test
  void invokesATask() throws IOException {
    JsonNode result = json(post("/api/tasks/double/invoke", "{\"t\": 21}"));

    assertThat(result.path("returned")).hasToString("{\"doubled\":42}");
  }

  @Test
  void tellsWhyACallFailed() throws IOException {
    Answer answer = post("/api/tasks/double/invoke", "{\"t\": 13}");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(JSON.readTree(answer.body()).path("reason").stringValue()).isEqualTo("threw");
    assertThat(JSON.readTree(answer.body()).path("error").stringValue()).contains("unlucky");
  }

  @Test
  void explainsAnEvent() throws IOException {
    JsonNode rows =
        json(post("/api/explain", "{\"topic\": \"in/1\", \"payload\": {\"t\": 2}}")).path("rows");

    assertThat(rows.at("/0/applies").booleanValue()).isFalse();
    assertThat(rows.at("/0/when/outcome").stringValue()).isEqualTo("differs");
    assertThat(rows.at("/1/applies").booleanValue()).isTrue();
  }

  @Test
  void tailShowsEventsAndWhereTheyGo() throws IOException {
    try (Socket socket = connect();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      send(socket, "GET /api/tail?topic=in/%2B HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      publish("other/topic", "{}");
      publish("in/7", "{\"t\": 4}");

      JsonNode event =
          JSON.readTree(
              lines.lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
      assertThat(event.path("topic").stringValue()).isEqualTo("in/7");
      assertThat(event.path("source").stringValue()).isEqualTo("device:sensor");
      assertThat(event.path("payload")).hasToString("{\"t\":4}");
      assertThat(event.at("/rows/0"))
          .hasToString("{\"row\":\"doubling/warm\",\"to\":[\"task: double\"]}");
    }
  }

  @Test
  void listsWhatWaitsByDestination() throws IOException {
    publish("in/7", "{\"t\": 4}");
    JsonNode queue = json(get("/api/deliveries")).at("/deliveries/0");
    while (queue.isMissingNode() || queue.path("pending").intValue() > 0) {
      queue = json(get("/api/deliveries")).at("/deliveries/0");
    }
    assertThat(queue.path("destination").stringValue()).isEqualTo("task:double/normal");
    assertThat(queue.path("dropped").isObject()).isTrue();
    assertThat(get("/metrics").body())
        .contains("coordinator_deliveries_pending{destination=\"task:double/normal\"} 0");
  }

  @Test
  void listsDevices() throws IOException {
    Vertx vertx = Vertx.vertx();
    MqttClient client =
        MqttClient.create(vertx, new io.vertx.mqtt.MqttClientOptions().setClientId("display"));
    client
        .connect(endpoints.mqtt().port(), endpoints.mqtt().host())
        .compose(connected -> client.subscribe("alerts/#", 1))
        .await();
    JsonNode device =
        json(get("/api/devices"))
            .path("devices")
            .valueStream()
            .filter(each -> each.path("clientId").stringValue().equals("display"))
            .findFirst()
            .orElseThrow();
    vertx.close().await();

    assertThat(device.path("connected").booleanValue()).isTrue();
    assertThat(device.path("subscriptions")).hasToString("[\"alerts/#\"]");
  }

  @Test
  void metricsAreInThePrometheusFormat() throws IOException {
    Answer answer = get("/metrics");

    assertThat(answer.body().lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) .+|[a-z_]+(\\{[^}]+})? -?[0-9.]+"))
        .anyMatch(line -> line.startsWith("coordinator_events_routed_total "))
        .anyMatch(line -> line.startsWith("coordinator_task_calls_total{task=\"double\"} "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  /nix                      | {}                 | 404 | there is nothing at /nix",
        "GET  /api/explain              | {}                 | 405 | does not take GET",
        "GET  /api/tail?topic=a%23      | {}                 | 400 | '#' must be a whole level",
        "POST /api/explain              | {                  | 400 | not the JSON",
        "POST /api/explain              | {}                 | 400 | topic is empty",
        "POST /api/explain              | {\"topic\":\"a/#\"} | 400 | wildcard",
        "POST /api/tasks/double/invoke  | nojson             | 400 | in JSON",
        "POST /api/tasks/nobody/invoke  | {}                 | 404 | there is no task nobody",
      },
      quoteCharacter = '`')
  void refusalsNameTheirReason(String request, String body, int status, String reason)
      throws IOException {
    String[] methodAndPath = request.split(" +", -1);
    Answer answer = ask(methodAndPath[0], methodAndPath[1], "Host: localhost", body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("error").stringValue()).contains(reason);
  }

  @Test
  void refusesABodyThatIsTooLong() throws IOException {
    assertThat(post("/api/explain", " ".repeat(2 << 20)).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "Host: localhost, 200",
    "Host: LOCALHOST:8080, 200",
    "Host: 192.168.1.5:8080, 200",
    "Host: [::1]:8080, 200",
    "Host: evil.example, 421",
    "Host: localhost.evil.example, 421",
    "Host: 127.0.0.1.evil.example, 421",
    "Host: localhost; Origin: http://localhost, 200",
    "Host: localhost; Origin: http://evil.example, 403",
    "Host: localhost; Origin: null, 403",
  })
  void keepsOutWhatAStrangersPageCanSend(String headers, int status) throws IOException {
    assertThat(ask("GET", "/api/status", headers.replace("; ", "\r\n"), "").status())
        .isEqualTo(status);
  }

  @Test
  void aFormCannotPost() throws IOException {
    assertThat(
            ask("POST", "/api/explain", "Host: localhost\r\nContent-Type: text/plain", "{}")
                .status())
        .isEqualTo(415);
  }

  /** What came back. */
  private record Answer(int status, String body) {}

  private static Answer get(String path) throws IOException {
    return ask("GET", path, "Host: localhost", "");
  }

  private static Answer post(String path, String body) throws IOException {
    return ask("POST", path, "Host: localhost", body);
  }

  private static JsonNode json(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Asks on a bare socket, since HTTP clients do not let headers be forged. */
  private static Answer ask(String method, String path, String headers, String body)
      throws IOException {
    String type = headers.contains("Content-Type") ? "" : "Content-Type: application/json\r\n";
    try (Socket socket = connect()) {
      send(
          socket,
          "%s %s HTTP/1.1\r\n%s\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, headers, type, body.length(), body));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int head = answer.indexOf("\r\n\r\n");
      return new Answer(Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(head + 4));
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(endpoints.http().host(), endpoints.http().port());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private static void publish(String topic, String payload) {
    Vertx vertx = Vertx.vertx();
    MqttClient client =
        MqttClient.create(vertx, new io.vertx.mqtt.MqttClientOptions().setClientId("sensor"));
    client.connect(endpoints.mqtt().port(), endpoints.mqtt().host()).await();
    client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_MOST_ONCE, false, false).await();
    client.disconnect().await();
    vertx.close().await();
  }
}
