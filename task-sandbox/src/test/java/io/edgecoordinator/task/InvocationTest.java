package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that call tasks, in real workers. */
class InvocationTest {

  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static TaskDefinition task(String name, String source, String... mayInvoke) {
    return Sandbox.with(
        Sandbox.js(name, source),
        new TaskLimits(64 << 20, Duration.ofSeconds(10), 1, Quotas.DEFAULT),
        new Permissions(List.of("out/#"), List.of(), List.of(mayInvoke), List.of()));
  }

  private String returned(String task, String payload) {
    TaskResult result = sandbox.call(task, payload);
    assertThat(result).isInstanceOf(Completed.class);
    return Objects.requireNonNull(((Completed) result).returned()).text();
  }

  private String failure(String task, String payload) {
    TaskResult result = sandbox.call(task, payload);
    assertThat(result).isInstanceOf(Failed.class);
    return ((Failed) result).message();
  }

  private static final String CALLER =
      "export const handler = async (e, context) => context.invoke(e.task, e.payload);";

  @Test
  void theCallerGetsTheResultAndWhatIsPublishedGoesIntoTheTable() throws InterruptedException {
    sandbox.deploy(
        task("caller", CALLER, "double"),
        task(
            "double",
            """
            export function handler(e, context) {
              context.publish('out/x', 'seen');
              return { n: 2 * e.n, topic: context.topic, device: context.device };
            }
            """));
    assertThat(returned("caller", "{\"task\": \"double\", \"payload\": {\"n\": 21}}"))
        .isEqualTo("{\"n\":42,\"topic\":\"tasks/double/invoke\",\"device\":\"box\"}");
    assertThat(sandbox.nextEvent().topic()).isEqualTo("out/x");
  }

  @Test
  void callsThatFollowFromOneAnotherHaveTheirExecutionInCommon() {
    String chain =
        "export const handler = async (e, c) =>"
            + " [c.executionId, ...(e ? [] : await c.invoke('second', 1))];";
    sandbox.deploy(task("first", chain, "sec*"), task("second", chain));
    String[] ids = returned("first", "0").replaceAll("[\\[\\]]", "").split(",");
    assertThat(ids).hasSize(2);
    assertThat(ids[0]).isEqualTo(ids[1]);
  }

  @Test
  void errorsNameTheCalleeAndTheReason() {
    sandbox.deploy(
        task("caller", CALLER, "broken", "gone"),
        task("broken", "export function handler() { throw new Error('no ink'); }"));
    assertThat(failure("caller", "{\"task\": \"broken\"}"))
        .contains("task broken failed (threw)", "no ink");
    assertThat(failure("caller", "{\"task\": \"gone\"}"))
        .contains("can't invoke gone: there is no such task");
    assertThat(failure("caller", "{\"task\": \"secret\"}"))
        .contains("task caller may not invoke secret", "has broken, gone");
    assertThat(sandbox.hostCounters().invocations().refused()).isEqualTo(2);
    assertThat(sandbox.hostCounters().invocations().open()).isZero();
  }

  @Test
  void aCircleIsRefusedWithItsWay() {
    String next = "export const handler = async (e, c) => c.invoke('%s', e);";
    sandbox.deploy(
        task("a", next.formatted("b"), "*"),
        task("b", next.formatted("c"), "*"),
        task("c", next.formatted("a"), "*"));
    assertThat(failure("a", "{}")).contains("a → b → c → a");
  }

  @Test
  void aChainOfEightWorksWithOneEnvironmentEachAndOneMoreIsRefused() {
    List<TaskDefinition> chain = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      String source =
          "export const handler = async (e, c) => e > 1 ? 1 + await c.invoke('t%d', e - 1) : 1;"
              .formatted(i + 1);
      chain.add(task("t" + i, source, "t*"));
    }
    sandbox.deploy(chain.toArray(TaskDefinition[]::new));
    assertThat(returned("t1", "8")).isEqualTo("8");
    assertThat(failure("t1", "9")).contains("no more than 8 tasks", "t1 → t2");
  }

  @Test
  void oneCallWaitsForSoManyAtATime() {
    sandbox.deploy(
        task(
            "caller",
            """
            export const handler = async (e, c) => {
              const all = await Promise.allSettled(
                Array.from({ length: 70 }, (_, i) => c.invoke('echo', i)));
              const refused = all.filter((each) => each.status === 'rejected');
              return [all.length - refused.length, refused[0].reason.message];
            };
            """,
            "echo"),
        task(
            "echo",
            "export const handler = () =>"
                + " { const end = Date.now() + 20; while (Date.now() < end) {} };"));
    assertThat(returned("caller", "{}"))
        .matches("\\[6[4-9],.*")
        .contains("this call has 64 calls of tasks under way");
  }

  @Test
  void theCalleeMustEndBeforeItsCallerHasTo() {
    TaskDefinition caller =
        Sandbox.withTimeout(task("caller", CALLER, "deadline"), Duration.ofSeconds(3));
    sandbox.deploy(
        caller, task("deadline", "export const handler = (e, c) => c.deadline - Date.now();"));
    assertThat(Double.parseDouble(returned("caller", "{\"task\": \"deadline\"}")))
        .isBetween(0.0, 3_000.0);
  }
}
