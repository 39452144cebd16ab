package io.edgecoordinator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir private Path bundle;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("run", "check", "explain", "invoke", "tasks", "tail");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rnu",
        "run --mqqt x",
        "run --mqtt 1883",
        "run --bundle",
        "explain",
        "explain --topic a/#",
        "explain --topic a --from nobody",
        "explain --topic a --payload {",
        "check",
      })
  void wrongUsageIsStatus2(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).hasSizeBetween(1, 2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aPasswordIsReadFromAPipe() throws IOException {
    Path file = bundle.resolve("passwords.txt");
    java.io.InputStream former = System.in;
    System.setIn(new java.io.ByteArrayInputStream("secret\n".getBytes(UTF_8)));
    try {
      assertThat(run("passwd", file.toString(), "freezer-7")).isZero();
      assertThat(run("passwd", file.toString(), "freezer-7")).as("nothing more to read").isOne();
    } finally {
      System.setIn(former);
    }
    assertThat(Files.readString(file)).startsWith("freezer-7:$argon2id$").doesNotContain("secret");
  }

  @Test
  void noCommandAtAllIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks --http 127.0.0.1:1",
        "tail --http 127.0.0.1:1",
        "explain --topic a --http 127.0.0.1:1",
        "invoke a --http 127.0.0.1:1",
        "run --mqtt 0.0.0.0:1883",
        "run --set nix=1",
        "run --config nix.yaml",
        "run --bundle nix --data target/main-test --mqtt 127.0.0.1:0 --http 127.0.0.1:0",
        "check nix",
      })
  void failureIsStatus1AndOneLine(String line) {
    assertThat(run(line.split(" "))).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(1)
        .allMatch(text -> text.startsWith("coordinator: "));
    assertThat(out.toString().lines()).hasSizeLessThan(2);
  }

  @Test
  void checkPrintsEachFaultOnALine() throws IOException {
    bundle("bundle: a\nversoin: 1\nflows:\n  - { id: x, topic: a/#/b, to: drop }\n");

    assertThat(run("check", bundle.toString())).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            bundle + "/bundle.yaml:1:1: key \"version\" is missing",
            bundle + "/bundle.yaml:2:1: unknown key \"versoin\"; did you mean \"version\"?",
            bundle + "/bundle.yaml:4:21: topic filter \"a/#/b\": '#' must be the last level");
    assertThat(err).hasToString("coordinator: 3 faults in " + bundle + ", see above\n");
  }

  @Test
  void checkSaysWhatHasNoEffectYet() throws IOException {
    bundle("bundle: a\nversion: 1\nflows:\n  - { id: x, topic: a, from: schedule, to: log }\n");

    assertThat(run("check", bundle.toString())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "note: row a/x: from: schedule is not available yet and has no effect",
            "a 1 is good: 0 tasks, 1 rows",
            "it is not signed");
  }

  @Test
  void explainSaysWhichPartOfARowDiffers() throws IOException {
    bundle("bundle: a\nversion: 1\nflows:\n  - { id: x, topic: t, when: event.n > 3, to: log }\n");

    assertThat(run("explain", "--topic", "t", "--payload", "{\"n\": 2}", bundle.toString()))
        .isZero();
    assertThat(out.toString())
        .contains("no  a/x\n", "    ok topic  t matches t\n", "    NO when   event.n > 3 is false")
        .contains("yes local  →  subscribers\n");
  }

  @Test
  void explainShowsWhatIsAskedOfShadows() throws IOException {
    bundle(
        """
        bundle: a
        version: 1
        flows:
          - { id: x, topic: "t/{n}", to: { shadow: "{n}" } }
          - { id: y, topic: "t/{n}", to: { shadow: b, reported: "{'m': event.m}" } }
        """);

    assertThat(run("check", bundle.toString())).isZero();
    assertThat(out.toString()).isEqualTo("a 1 is good: 0 tasks, 2 rows\nit is not signed\n");
    assertThat(run("explain", "--topic", "t/my thing", "--payload", "{\"n\":2}", bundle.toString()))
        .isZero();
    assertThat(out.toString())
        .contains(
            """
            yes a/x  →  shadow: {n}
                  asks $aws/things/my thing/shadow/update {"state":{"reported":{"n":2}}}
                  rejected: the name of a thing is letters, digits, ':', '_' and '-'
            """,
            """
            yes a/y  →  shadow: b, reported: {'m': event.m}
                  asks nothing: no such key: m
            """);
  }

  @Test
  void explainAsJsonIsJson() throws IOException {
    bundle("bundle: a\nversion: 1\n");

    assertThat(run("explain", "--json", "--topic", "t", bundle.toString())).isZero();
    assertThat(Api.JSON.readTree(out.toString()).at("/rows/0/applies").booleanValue()).isTrue();
  }

  private void bundle(String yaml) throws IOException {
    Files.writeString(bundle.resolve("bundle.yaml"), yaml);
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
