package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code fresh: true}: each call gets an environment that no call was in before. */
class FreshEnvironmentTest {

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  static TaskDefinition fresh(TaskDefinition task) {
    return new TaskDefinition(
        task.name(),
        task.bundle(),
        task.runtime(),
        task.handler(),
        new TaskLimits(task.limits().memory(), Duration.ofSeconds(5), 1),
        task.priority(),
        task.ordered(),
        new Placement(Isolation.SHARED, false, true),
        task.environment(),
        task.permissions(),
        task.files());
  }

  private static String call(String payload) {
    TaskResult result = sandbox.call("task", payload);
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  @Test
  void nothingOfOneCallIsSeenByTheNext() {
    sandbox.deploy(
        fresh(
            Sandbox.js(
                "task",
                Map.of(
                    "task.js",
                    """
                    import { counter } from './counter.js';
                    let n = 0;
                    export function handler() {
                      const seen = [++n, ++counter.n, globalThis.left, {}.polluted, [].at === Array, Math.left];
                      globalThis.left = 1;
                      Object.prototype.polluted = 1;
                      Array.prototype.at = Array;
                      Math.left = 1;
                      JSON.parse = () => { throw new Error('mine'); };
                      return seen;
                    }
                    """,
                    "counter.js",
                    "export const counter = { n: 0 };"))));
    for (int i = 0; i < 5; i++) {
      assertThat(call("{}")).isEqualTo("[1,1,null,null,false,null]");
    }
  }

  @Test
  void callsThatComeAtOnceEachGetTheirOwn() {
    sandbox.deploy(
        fresh(Sandbox.js("task", "let n = 0; export const handler = (e) => [e.i, ++n];")));
    List<Future<TaskResult>> results = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      results.add(sandbox.callLater("task", "{\"i\":" + i + "}"));
    }
    for (int i = 0; i < 20; i++) {
      Completed completed = (Completed) results.get(i).await();
      assertThat(String.valueOf(completed.returned())).isEqualTo("[" + i + ",1]");
    }
  }

  @Test
  void aCallThatFailsIsFollowedByAFreshOne() {
    sandbox.deploy(
        fresh(
            Sandbox.js(
                "task",
                "let n = 0; export function handler(e) { n++; if (e.fail) throw new Error('no'); return n; }")));
    assertThat(call("{}")).isEqualTo("1");
    assertThat(sandbox.call("task", "{\"fail\":1}")).isInstanceOf(Failed.class);
    assertThat(call("{}")).isEqualTo("1");
  }
}
