package io.edgecoordinator.http;

import io.edgecoordinator.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an HTTP API, and reads its JSON. */
final class HttpAsker implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final HostPort address;

  /**
   * What came back.
   *
   * @param errorType the header {@code x-amzn-ErrorType}, empty if there is none
   */
  record Answer(int status, String errorType, JsonNode body) {

    /** Returns the message of an error, whichever of the two forms it has. */
    String message() {
      return body.path("message").asString(body.path("error").asString(""));
    }
  }

  HttpAsker(HostPort address) {
    this.address = address;
  }

  Answer get(String path) {
    return ask("GET", path, "");
  }

  Answer post(String path, String body) {
    return ask("POST", path, body);
  }

  Answer delete(String path) {
    return ask("DELETE", path, "");
  }

  /** Sends a request; without headers it names no type of its body. */
  Answer ask(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = send(request.build());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("x-amzn-ErrorType").orElse(""),
        JSON.readTree(response.body()));
  }

  String text(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://" + address + path)).build()).body();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
