package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Fault;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.flow.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskParserTest {

  private final BundleFiles files = new BundleFiles(Map.of("lib/check.js", new byte[0]));
  private final Faults faults = new Faults();

  @Test
  void readsEveryKey() {
    List<TaskDefinition> tasks =
        parse(
            """
            check:
              runtime: js
              handler: lib/check.handler
              memory: 32MiB
              timeout: 500ms
              concurrency: 3
              priority: high
              pinned: true
              isolation: process
              environment: { LIMIT: "-15", COUNT: 3 }
              permissions:
                publish: [ "alerts/#" ]
                shadow: [ "freezer-*" ]
                invoke: [ notify ]
            """);

    assertThat(faults.list()).isEmpty();
    assertThat(tasks)
        .containsExactly(
            new TaskDefinition(
                "check",
                "cold-chain",
                TaskRuntime.JS,
                new Handler("lib/check", "handler"),
                new TaskLimits(32 << 20, Duration.ofMillis(500), 3),
                Priority.HIGH,
                false,
                new Placement(Isolation.PROCESS, true, false),
                Map.of("LIMIT", "-15", "COUNT", "3"),
                new Permissions(
                    List.of("alerts/#"), List.of("freezer-*"), List.of("notify"), List.of()),
                files));
  }

  @Test
  void defaultsAreModest() {
    List<TaskDefinition> tasks = parse("check: { runtime: js, handler: lib/check.handler }");

    assertThat(faults.list()).isEmpty();
    TaskDefinition task = tasks.getFirst();
    assertThat(task.limits()).isEqualTo(TaskLimits.DEFAULT);
    assertThat(task.priority()).isEqualTo(Priority.NORMAL);
    assertThat(task.placement()).isEqualTo(Placement.DEFAULT);
    assertThat(task.permissions()).isEqualTo(Permissions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runtime: python    | 3:12: the bundle has no file lib/check.py",
        "runtime: wasm      | 3:12: the bundle has no file lib/check.wasm",
        "runtime: jss       | 2:12: unknown value \"jss\"; did you mean \"js\"?",
        "isolation: alone   | 2:14: unknown value \"alone\"; there is shared, process, context",
        "limits: {processor: 0%} | 2:23: expected a share of one processor, 1% to 100%, such as 50%",
        "limits: {output: 1GiB}  | 2:11: output must be between 1 and 67108864, not 1073741824",
        "handler: check     | 2:12: \"check\" is not file.function, as in check-freezer.handler",
        "handler: lib/chek.x| 2:12: the bundle has no file lib/chek.js; did you mean \"lib/check\"?",
        "timeout: 16m       | 2:12: timeout must be between 1ms and 15m",
        "memory: 1KiB       | 2:11: memory must be at least 1MiB",
        "permissions: {publish: [a/#/b]} | 2:27: topic filter \"a/#/b\": '#' must be the last level",
        "tiemout: 1s        | 2:3: unknown key \"tiemout\"; did you mean \"timeout\"?",
      })
  void reportsAFaultAtItsPlace(String line, String fault) {
    String runtime = line.startsWith("runtime") ? "" : "  runtime: js\n";
    String handler = line.startsWith("handler") ? "" : "  handler: lib/check.handler\n";

    parse("check:\n  " + line + "\n" + runtime + handler);

    assertThat(faults.list()).extracting(Fault::toString).containsExactly("bundle.yaml:" + fault);
  }

  @Test
  void reportsAllFaultsOfAllTasks() {
    List<TaskDefinition> tasks =
        parse(
            """
            a: {}
            b:
            "c/d": { runtime: js, handler: lib/check.handler }
            """);

    assertThat(faults.list())
        .extracting(fault -> fault.line() + " " + fault.message())
        .containsExactly(
            "1 key \"handler\" is missing",
            "1 key \"runtime\" is missing",
            "2 task b has no runtime and no handler",
            "3 a task's name is 1 to 64 letters, digits, '.', '_' and '-', the first a letter or"
                + " digit");
    assertThat(tasks).extracting(TaskDefinition::name).doesNotContain("a", "b");
  }

  private List<TaskDefinition> parse(String yaml) {
    byte[] content = yaml.getBytes(StandardCharsets.UTF_8);
    return new TaskParser("cold-chain", files)
        .parse(DocumentReader.read("bundle.yaml", content, faults).orElseThrow());
  }
}
