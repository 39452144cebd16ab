package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.task.wire.RequestKind;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What calls fetch, from a real web server on loopback. */
class FetchTest {

  private static final ServiceLimits LIMITS = new ServiceLimits(10, 5, 8, 4, 2, 4, 2, 2);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Fetches fetches = new Fetches(vertx, LIMITS, InstantSource.system());
  private int port;

  @BeforeEach
  void serve() {
    HttpServer server = vertx.createHttpServer().requestHandler(this::answer);
    port = server.listen(0, "127.0.0.1").await().actualPort();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/echo" ->
          request
              .body()
              .onSuccess(body ->
                  request
                      .response()
                      .putHeader("X-Was", request.method() + " " + request.getHeader("X-Sent"))
                      .end(body));
      case "/large" -> request.response().end("x".repeat(5_000));
      case "/away" ->
          request
              .response()
              .setStatusCode(302)
              .putHeader("Location", "http://other.example/")
              .end();
      case "/once" -> request.response().setStatusCode(303).putHeader("Location", "echo").end();
      case "/round" -> request.response().setStatusCode(302).putHeader("Location", "/round").end();
      case "/never" -> {}
      default -> request.response().setStatusCode(404).end("none");
    }
  }

  private TaskDefinition task(String... hosts) {
    Quotas quotas = new Quotas(100, 4_000, 1_000, 1_000, 1_000);
    return Sandbox.with(
        Sandbox.js("task", ""),
        new TaskLimits(64 << 20, Duration.ofSeconds(5), 1, quotas),
        new Permissions(List.of(), List.of(), List.of(), Arrays.asList(hosts)));
  }

  private static TaskCall call(long id) {
    Event event =
        new Event(1, new Source.Operator(), null, "a", Payload.EMPTY, QoS.AT_MOST_ONCE, false, 0);
    TaskDelivery delivery = new TaskDelivery(event, Map.of(), "", Priority.NORMAL, null);
    return new TaskCall(id, new Entry<>(delivery, 0), false, 1);
  }

  private Promise<HostRequest.Reply> begin(TaskDefinition task, Map<String, Object> request) {
    Promise<HostRequest.Reply> reply = Promise.promise();
    byte[] content = Payload.ofJson(request).bytes();
    loop.runOnContext(_ ->
        fetches.fetch(
            task, call(1), new HostRequest(RequestKind.FETCH, "", content), reply::complete));
    return reply;
  }

  private static HostRequest.Reply await(Promise<HostRequest.Reply> reply) {
    try {
      return reply.future().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  private HostRequest.Reply get(TaskDefinition task, String url) {
    return await(begin(task, Map.of("url", url)));
  }

  private String refusal(TaskDefinition task, String url) {
    return ((HostRequest.Refused) get(task, url)).message();
  }

  private String local(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static Map<?, ?> json(HostRequest.Reply reply) {
    assertThat(reply).isInstanceOf(HostRequest.Done.class);
    byte[] content = ((HostRequest.Done) reply).content();
    return (Map<?, ?>) Payload.of(content == null ? new byte[0] : content).json();
  }

  private static String body(Map<?, ?> answer) {
    return new String(
        Base64.getDecoder().decode((String) answer.get("body")), StandardCharsets.UTF_8);
  }

  @Test
  void sendsMethodHeadersAndBodyAndGivesTheAnswer() {
    Map<String, Object> request = new HashMap<>();
    request.put("url", local("/echo"));
    request.put("method", "post");
    request.put("headers", Map.of("X-Sent", "yes"));
    request.put(
        "body", Base64.getEncoder().encodeToString("hello".getBytes(StandardCharsets.UTF_8)));
    Map<?, ?> answer = json(await(begin(task("127.0.0.1:" + port), request)));
    assertThat(answer.get("status")).isEqualTo(200);
    assertThat(((Map<?, ?>) answer.get("headers")).get("x-was")).isEqualTo("POST yes");
    assertThat(body(answer)).isEqualTo("hello");
    assertThat(json(get(task("127.0.0.1:" + port), local("/nix"))).get("status")).isEqualTo(404);
  }

  @Test
  void onlyFromServersTheBundleNames() {
    assertThat(refusal(task(), local("/echo")))
        .contains("can't fetch", "127.0.0.1:" + port + " is not permitted", "is empty");
    assertThat(refusal(task("127.0.0.1"), local("/echo"))).as("another port").contains("permitted");
    assertThat(refusal(task("*.example"), "http://example.evil/")).contains("has *.example");
  }

  @Test
  void aNameThatLeadsToThisBoxIsNotEnough() {
    assertThat(refusal(task("ip6-localhost.invalid"), "http://ip6-localhost.invalid/"))
        .contains("there is no host");
    assertThat(json(get(task("localhost:" + port), "http://localhost:" + port + "/echo")))
        .isNotEmpty();
  }

  @Test
  void isLedOnOnlyWhereItMayGoAndNotForEver() {
    TaskDefinition task = task("127.0.0.1:" + port);
    assertThat(json(get(task, local("/once"))).get("url")).isEqualTo(local("/echo"));
    assertThat(refusal(task, local("/away"))).contains("led on, and other.example:80 is not");
    assertThat(refusal(task, local("/round"))).contains("led on 2 times");
  }

  @Test
  void anAnswerThatIsTooLargeIsNamed() {
    assertThat(refusal(task("127.0.0.1:" + port), local("/large")))
        .contains("more than 4000 bytes", "limit output");
  }

  @Test
  void endsWithItsCallAndIsBounded() {
    TaskDefinition task = task("127.0.0.1:" + port);
    Promise<HostRequest.Reply> first = begin(task, Map.of("url", local("/never")));
    Promise<HostRequest.Reply> second = begin(task, Map.of("url", local("/never")));
    assertThat(refusal(task, local("/echo"))).contains("this call has 2 fetches under way");
    loop.runOnContext(_ -> fetches.ended(task, call(1)));
    assertThat(((HostRequest.Refused) await(first)).message()).contains("the call has ended");
    assertThat(((HostRequest.Refused) await(second)).message()).contains("the call has ended");
    assertThat(fetches.counters().open()).isZero();
  }

  @Test
  void takesNoLongerThanItsCallMay() {
    TaskDefinition task = Sandbox.withTimeout(task("127.0.0.1:" + port), Duration.ofMillis(50));
    assertThat(refusal(task, local("/never"))).contains("took longer than the");
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, only http and https",
    "http:///path, needs a host",
    "http://a:b@example.com/, no login",
    "not an address, no address",
  })
  void addressesThatAreNoneAreRefused(String url, String reason) {
    assertThat(refusal(task("example.com"), url)).contains(reason);
  }

  @Test
  void headersOfTheConnectionCantBeSet() {
    Map<String, Object> request = Map.of("url", local("/echo"), "headers", Map.of("Host", "x"));
    assertThat(((HostRequest.Refused) await(begin(task("127.0.0.1:" + port), request))).message())
        .contains("\"host\" can't be set");
  }
}
