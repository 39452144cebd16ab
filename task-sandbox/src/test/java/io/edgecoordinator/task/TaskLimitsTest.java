package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.flow.Priority;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a task holds and uses over its calls is measured, and put down to the right one. */
class TaskLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static TaskDefinition task(String name, long mebibytes, int processor, String source) {
    TaskDefinition plain = Sandbox.js(name, source);
    Quotas quotas = new Quotas(processor, 1 << 20, 1_000_000, 64 << 10, 1 << 20);
    return new TaskDefinition(
        name,
        plain.bundle(),
        plain.runtime(),
        plain.handler(),
        new TaskLimits(mebibytes << 20, LONG, 1, quotas),
        Priority.NORMAL,
        false,
        plain.placement(),
        plain.environment(),
        plain.permissions(),
        plain.files());
  }

  @Test
  void whatIsKeptFromCallToCallCounts() {
    sandbox.deploy(
        task(
            "leak",
            8,
            100,
            """
            const kept = [];
            export function handler() {
              for (let i = 0; i < 1000; i++) kept.push({ i });
              return kept.length;
            }
            """));
    long most = 0;
    long last = 0;
    for (int i = 0; i < 2_000 && last >= most; i++) {
      TaskResult result = sandbox.call("leak", "{}");
      if (result instanceof Failed failed) {
        assertThat(failed.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(failed.message()).startsWith("memory: held").endsWith("its limit is 8 MiB");
        return;
      }
      last = Long.parseLong(String.valueOf(((Completed) result).returned()));
      most = Math.max(most, last);
    }
    assertThat(last).as("objects kept when it began anew").isLessThan(most);
  }

  @Test
  void whoMerelyMakesMuchGarbageIsNotBlamed() throws Exception {
    sandbox.deploy(
        task(
            "churn",
            16,
            100,
            """
            const text = JSON.stringify(Array.from({ length: 20000 }, (_, i) => ({ i })));
            export function handler() {
              let sum = 0;
              for (let n = 0; n < 30; n++) sum += JSON.parse(text).length;
              return sum;
            }
            """),
        task(
            "hog",
            16,
            100,
            "export function handler() { const all = []; for (let i = 0; ; i++) all.push({ i }); }"));
    Future<TaskResult> hog = sandbox.callLater("hog", "{}");
    do {
      assertThat(sandbox.call("churn", "{}")).isInstanceOf(Completed.class);
    } while (!hog.isComplete());
    Failed failed = (Failed) hog.await(30, TimeUnit.SECONDS);
    assertThat(failed.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }

  @Test
  void callThatUsesMoreOfTheProcessorThanItsShareIsEnded() {
    sandbox.deploy(task("busy", 16, 20, "export function handler() { for (;;); }"));
    Failed failed = (Failed) sandbox.call("busy", "{}");
    assertThat(failed.reason()).isEqualTo(Reason.TOO_MUCH_PROCESSOR);
    assertThat(failed.message()).startsWith("processor: used ").contains("its limit is 20%");
  }

  @Test
  void freshTaskRemembersNothing() {
    TaskDefinition counting =
        Sandbox.js(
            "fresh",
            """
            let calls = 0;
            export function handler() {
              const before = {}.polluted === undefined ? 'clean' : 'polluted';
              Object.prototype.polluted = true;
              return before + ++calls;
            }
            """);
    sandbox.deploy(
        new TaskDefinition(
            counting.name(),
            counting.bundle(),
            counting.runtime(),
            counting.handler(),
            counting.limits(),
            counting.priority(),
            false,
            new Placement(Isolation.SHARED, false, true),
            counting.environment(),
            counting.permissions(),
            counting.files()));
    for (int i = 0; i < 3; i++) {
      assertThat(((Completed) sandbox.call("fresh", "{}")).returned()).hasToString("\"clean1\"");
    }
  }
}
