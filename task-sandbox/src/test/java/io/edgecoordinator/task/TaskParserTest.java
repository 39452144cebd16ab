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
                true,
                Isolation.PROCESS,
                Map.of("LIMIT", "-15", "COUNT", "3"),
                new Permissions(List.of("alerts/#"), List.of("freezer-*"), List.of("notify")),
                files));
  }

  @Test
  void defaultsAreModest() {
    List<TaskDefinition> tasks = parse("check: { runtime: js, handler: lib/check.handler }");

    assertThat(faults.list()).isEmpty();
    TaskDefinition task = tasks.getFirst();
    assertThat(task.limits()).isEqualTo(TaskLimits.DEFAULT);
    assertThat(task.priority()).isEqualTo(Priority.NORMAL);
    assertThat(task.pinned()).isFalse();
    assertThat(task.isolation()).isEqualTo(Isolation.SHARED);
    assertThat(task.permissions()).isEqualTo(Permissions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runtime: python    | 2:12: runtime python is not available yet",
        "runtime: wasm      | 2:12: runtime wasm is not available yet",
        "runtime: jss       | 2:12: unknown value \"jss\"; did you mean \"js\"?",
        "isolation: context | 2:14: isolation context is not available yet",
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
