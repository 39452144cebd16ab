package io.edgecoordinator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
import tools.jackson.databind.JsonNode;

/** The commands about shadows, asked of a whole coordinator. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ShadowsCommandTest {

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
  void setsShowsAndDeletesAShadow() {
    assertThat(run("set", "hall", "--desired", "{\"celsius\": 21.50, \"mode\": \"eco\"}")).isZero();
    assertThat(run("set", "hall", "--reported", "{\"celsius\": 19}", "--version", "1")).isZero();
    assertThat(out.toString().lines()).containsExactly("hall has version 1", "hall has version 2");

    assertThat(printed("show", "hall"))
        .startsWith("hall\n  version  2, since ")
        .contains("  creator  operator\n  size     44 B\n  in step  no, see DELTA\n\nPATH ")
        .containsPattern("celsius +21.50 +[0-9:]{8} +19 +[0-9:]{8} +21.50\n")
        .containsPattern("mode +\"eco\" +[0-9:]{8} +- +- +\"eco\"\n");

    assertThat(printed("delete", "hall")).isEqualTo("hall was deleted; it had version 2\n");
    assertThat(printed("history", "hall"))
        .containsPattern("CHANGE  VERSION  WHEN +WHO +WHAT\n3 +2 +[-0-9: ]{19}  operator  delete\n")
        .containsPattern("2 +2 .+ operator  update \\{\"reported\":\\{\"celsius\":19}}\n");
  }

  @Test
  void namedShadowsHaveTheirName() {
    assertThat(run("set", "hall-2", "--name", "times", "--desired", "{\"from\":6}")).isZero();

    assertThat(printed("show", "hall-2", "--name", "times")).startsWith("hall-2/times\n");
    assertThat(printed("--thing", "hall-2"))
        .containsPattern("hall-2  times  1  +\\d+ s ago  no  +10 B  operator\n");
  }

  @Test
  void aLongListIsWhole() {
    try (Api api = new Api(coordinator.http())) {
      for (int i = 0; i < 201; i++) {
        api.post("/api/shadows/room-" + i, "{\"state\":{}}".getBytes(UTF_8));
      }
    }
    assertThat(printed("--thing", "room-").lines()).hasSize(202);
    JsonNode all = Api.JSON.readTree(printed("--json", "--thing", "room-"));
    assertThat(all.path("shadows").valueStream().map(each -> each.path("thing").stringValue()))
        .hasSize(201)
        .doesNotHaveDuplicates();
  }

  @Test
  void printsJson() {
    assertThat(Api.JSON.readTree(printed("set", "--json", "j", "--desired", "{\"a\":[1]}")))
        .hasSize(4);
    assertThat(Api.JSON.readTree(printed("show", "--json", "j")).at("/delta/a/0").intValue())
        .isOne();
    assertThat(
            Api.JSON.readTree(printed("history", "--json", "j")).at("/changes/0/by").stringValue())
        .isEqualTo("operator");
    assertThat(Api.JSON.readTree(printed("delete", "--json", "j")).path("version").intValue())
        .isOne();
  }

  @Test
  void valuesWithoutRoomAreCutAndSaySo() {
    run("set", "wide", "--desired", "{\"a\":{\"b.c\":\"" + "x".repeat(200) + "\"},\"e\":{}}");
    String shown = printed("show", "wide");

    assertThat(shown.lines()).allMatch(line -> line.length() <= 100);
    assertThat(shown).contains("a.\"b.c\"  \"xxx", "x…", "e        {} ", "--json shows it all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "show nobody                    | 1 | there is no shadow nobody; `coordinator shadows` lists them",
        "history nobody --name n        | 1 | there is no shadow nobody/n; `coordinator shadows` lists them",
        "delete nobody                  | 1 | there is no shadow nobody;",
        "show a/b                       | 1 | the name of a thing is letters",
        "set nobody --desired 7         | 1 | Desired node must be an object",
        "set nobody --desired {} --version 3 | 1 | Version conflict: there is no shadow nobody",
        "set nobody --desired {         | 2 | is not JSON",
        "set nobody --desired {} --version x | 2 | --version",
        "set nobody                     | 2 | --desired",
        "show                           | 2 | THING",
      })
  void whatGoesWrongIsOneLineAndAStatus(String line, int status, String message) {
    assertThat(run(line.split(" "))).isEqualTo(status);
    assertThat(err.toString()).contains(message);
    assertThat(err.toString().lines()).hasSize(status);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void timesSayLessTheFartherAwayTheyAre() {
    Times times = new Times(Clock.fixed(Instant.parse("2026-11-23T02:00:00Z"), ZoneOffset.UTC));

    assertThat(times.brief(Instant.parse("2026-11-23T01:02:03Z"))).isEqualTo("01:02:03");
    assertThat(times.brief(Instant.parse("2026-11-22T01:02:03Z"))).isEqualTo("11-22 01:02");
    assertThat(times.brief(Instant.parse("2025-11-22T01:02:03Z"))).isEqualTo("2025-11-22");
  }

  private String printed(String... args) {
    out.getBuffer().setLength(0);
    assertThat(run(args)).as(err.toString()).isZero();
    return out.toString();
  }

  private int run(String... args) {
    List<String> line = new ArrayList<>(List.of("shadows"));
    line.addAll(List.of(args));
    line.addAll(List.of("--http", coordinator.http().toString()));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
  }
}
