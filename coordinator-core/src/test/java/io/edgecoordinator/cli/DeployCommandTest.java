package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands about deployments, asked of a whole coordinator. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DeployCommandTest {

  @TempDir private static Path folder;
  private static RunningCoordinator coordinator;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    coordinator = new RunningCoordinator(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    coordinator.close();
  }

  @Test
  void deploysListsShowsAndRollsBack() throws IOException {
    assertThat(run("deploy", bundle("tea", "1").toString())).isZero();
    assertThat(out.toString())
        .startsWith("deployment local-")
        .endsWith("\n  queued\n  downloading\n  verifying\n  staging\n  activating\n  healthy\n");
    assertThat(run("deploy", bundle("tea", "2").toString())).isZero();
    assertThat(run("rollback", "tea")).isZero();

    String list = printed("deployments");
    assertThat(list)
        .containsPattern(
            "DEPLOYMENT +BUNDLE +VERSION +STATE +SINCE +REASON\nrollback-.* +tea +1 +healthy");
    String id = list.lines().skip(1).findFirst().orElseThrow().replaceFirst(" .*", "");
    assertThat(printed("deployments", "show", id)).contains("bundle   tea 1").contains("healthy");
    assertThat(printed("deployments", "cancel", id))
        .isEqualTo("deployment " + id + " is healthy\n");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path faulty = bundle("coffee", "1\nflow: []");
    assertThat(run("deploy", faulty.toString())).isOne();
    assertThat(err.toString()).contains("unknown key \"flow\"");
    assertThat(run("rollback", "cocoa")).isOne();
    assertThat(err.toString()).contains("no bundle cocoa was deployed");
    assertThat(run("deployments", "show", "x")).isOne();
    assertThat(err.toString()).contains("there is no deployment x");
    assertThat(run("deploy", folder.resolve("nowhere").toString())).isOne();
  }

  @Test
  void anUploadIsBoundedAndNothingAFormCouldSend() throws Exception {
    assertThat(post("application/zip", "no zip").statusCode()).isEqualTo(400);
    assertThat(post("application/json", "{}").statusCode()).isEqualTo(415);
    assertThat(post("multipart/form-data", "x").statusCode()).isEqualTo(415);
    assertThat(post("application/zip", "x".repeat((32 << 20) + 1)).body())
        .contains("the bundle has 33554433 bytes, 32 MiB are allowed");
    try (var files = Files.list(folder.resolve("data/bundles"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
    }
  }

  private static HttpResponse<String> post(String type, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + coordinator.http() + "/api/deployments"))
              .header("Content-Type", type)
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static Path bundle(String name, String version) throws IOException {
    Path bundle = Files.createTempDirectory(folder, name);
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        "bundle: %s\nhealth: {hold: 0s}\nversion: %s\n".formatted(name, version));
    return bundle;
  }

  private String printed(String... arguments) {
    out.getBuffer().setLength(0);
    assertThat(run(arguments)).as(err.toString()).isZero();
    return out.toString();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--http", coordinator.http().toString()));
    PrintWriter printer = new PrintWriter(out, true);
    return Main.run(printer, new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
