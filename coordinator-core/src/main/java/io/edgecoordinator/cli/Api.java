package io.edgecoordinator.cli;

import io.edgecoordinator.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API of a running coordinator, seen from a command. */
public final class Api implements AutoCloseable {

  /** Keeps the digits of numbers. */
  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final HostPort address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /** Creates the client; nothing is sent yet. */
  public Api(HostPort address) {
    this.address = address;
  }

  /** Returns what is at a path. */
  public JsonNode get(String path) {
    return answer(HttpRequest.newBuilder(uri(path)).build());
  }

  /** Sends JSON to a path, and returns the answer. */
  public JsonNode post(String path, byte[] json) {
    return answer(posted(path, json));
  }

  /** Sends a zip file to a path, and returns the answer. */
  JsonNode postZip(String path, Path zip) {
    try {
      return answer(
          HttpRequest.newBuilder(uri(path))
              .header("Content-Type", "application/zip")
              .POST(HttpRequest.BodyPublishers.ofFile(zip))
              .build());
    } catch (IOException unreadable) {
      throw new Failure(zip + " can't be read: " + unreadable.getMessage());
    }
  }

  /** Has a path make a file, and writes it, whole or not at all. */
  void download(String path, Path file) throws IOException {
    HttpResponse<InputStream> response =
        send(posted(path, new byte[0]), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refusal(response.statusCode(), body.readAllBytes());
      }
      Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Sends JSON to a path, and returns the answer, also if it tells a {@code reason} of failure. */
  public JsonNode result(String path, byte[] json) {
    HttpResponse<byte[]> response = send(posted(path, json), BodyHandlers.ofByteArray());
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() == 200 || answer.has("reason")) {
        return answer;
      }
    } catch (JacksonException notOurs) {
      // falls through: whatever answered is not a coordinator
    }
    throw refusal(response.statusCode(), response.body());
  }

  /** Takes away what is at a path, and returns the answer. */
  public JsonNode delete(String path) {
    return answer(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .DELETE()
            .build());
  }

  private HttpRequest posted(String path, byte[] json) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(json))
        .build();
  }

  /** Hands over one line of JSON after the other, until the coordinator stops. */
  public void lines(String path, Consumer<JsonNode> each) {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refusal(response.statusCode(), body.readAllBytes());
      }
      try (Stream<String> lines =
          new java.io.BufferedReader(new java.io.InputStreamReader(body, StandardCharsets.UTF_8))
              .lines()) {
        lines.filter(line -> !line.isEmpty()).map(JSON::readTree).forEach(each);
      }
    } catch (IOException | java.io.UncheckedIOException broken) {
      throw new Failure("the coordinator at " + address + " closed the connection");
    }
  }

  /** Returns a text as it has to be written in a path or a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private URI uri(String path) {
    return URI.create("http://" + address + path);
  }

  private JsonNode answer(HttpRequest request) {
    HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw refusal(response.statusCode(), response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException notJson) {
      throw new Failure(
          "what answers at " + address + " is not a coordinator: check --http HOST:PORT");
    }
  }

  private Failure refusal(int status, byte[] body) {
    try {
      JsonNode error = JSON.readTree(body).path("error");
      if (error.isString()) {
        return new Failure(error.stringValue());
      }
    } catch (JacksonException notOurs) {
      // falls through: whatever answered is not a coordinator
    }
    return new Failure(
        "what answers at %s is not a coordinator (HTTP status %d): check --http HOST:PORT"
            .formatted(address, status));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (ConnectException nobodyThere) {
      throw new Failure(
          "no coordinator answers at "
              + address
              + ": start one with `coordinator run`, or say where it is with --http HOST:PORT");
    } catch (IOException broken) {
      throw new Failure("the coordinator at " + address + " does not answer: " + broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
