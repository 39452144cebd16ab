package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call goes on until its promise is settled, and no longer. */
class JsEventLoopTest {

  private static final Duration PLENTY = Duration.ofSeconds(10);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static TaskResult run(String body, Duration timeout) {
    String source = "export async function handler(event, context) { " + body + " }";
    sandbox.deploy(Sandbox.withTimeout(Sandbox.js("task", source), timeout));
    return sandbox.call("task", "{}");
  }

  private static String returned(TaskResult result) {
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  private static Failed failed(TaskResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  @Test
  void timersRunInTheOrderInWhichTheyAreDue() {
    String body =
        """
        const order = [];
        const after = (ms, what) => new Promise((done) => setTimeout(() => { order.push(what); done(); }, ms));
        const all = [after(60, 'late'), after(30, 'early'), after(30, 'then')];
        setImmediate((what) => order.push(what), 'immediate');
        queueMicrotask(() => order.push('job'));
        clearTimeout(setTimeout(() => order.push('never'), 1));
        await Promise.all(all);
        return order.join();
        """;
    assertThat(returned(run(body, PLENTY))).isEqualTo("\"job,immediate,early,then,late\"");
  }

  @Test
  void intervalRunsUntilItIsCleared() {
    String body =
        "let n = 0; await new Promise((done) => {"
            + " const timer = setInterval(() => { if (++n === 3) { clearInterval(timer); done(); } }, 1); });"
            + " await new Promise((done) => setTimeout(done, 20)); return n;";
    assertThat(returned(run(body, PLENTY))).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "await new Promise((done) => setTimeout(done, 1e6));",
        "setInterval(() => {}, 0); await new Promise(() => {});",
        "const again = () => setImmediate(again); again(); await new Promise(() => {});",
        "const again = () => queueMicrotask(again); again(); await new Promise(() => {});",
        "const again = () => Promise.resolve().then(again); await again();"
      })
  void waitingEndsWithTheTimeout(String body) {
    Failed failure = failed(run(body, Duration.ofMillis(300)));
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void aPromiseThatNothingCanSettleFailsAtOnce() {
    String body = "await new Promise((done) => setTimeout(() => {}, 5));";
    Failed failure = failed(run(body, PLENTY));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_RESULT);
    assertThat(failure.message()).contains("never settles");
  }

  @Test
  void whatATimerThrowsFailsTheCall() {
    String body = "await new Promise(() => setTimeout(() => { throw new TypeError('late'); }, 1));";
    Failed failure = failed(run(body, PLENTY));
    assertThat(failure.message()).isEqualTo("TypeError: late");
    assertThat(failure.details()).contains("task.js:1:");
  }

  @Test
  void aRejectionThatNobodyHandlesFailsTheCall() {
    Failed failure = failed(run("Promise.reject(new Error('lost')); return 1;", PLENTY));
    assertThat(failure.message()).isEqualTo("Error: lost");
  }

  @Test
  void timersLeftBehindSayNothingToTheNextCall() {
    String source =
        "export async function handler(event) { const before = globalThis.seen;"
            + " if (!event.wait) setTimeout(() => { globalThis.seen = 1; }, 1);"
            + " else await new Promise((done) => setTimeout(done, 30));"
            + " return [before ?? 0, globalThis.seen ?? 0]; }";
    sandbox.deploy(Sandbox.withTimeout(Sandbox.js("task", source), PLENTY));
    assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("[0,0]");
    assertThat(returned(sandbox.call("task", "{\"wait\":true}"))).isEqualTo("[0,0]");
  }

  @Test
  void timersAreBounded() {
    Failed failure =
        failed(run("for (let i = 0; i < 2000; i++) setTimeout(() => {}, 1e6);", PLENTY));
    assertThat(failure.message()).contains("1000 timers at most");
  }

  @Test
  void theNextCallIsWellAfterOneThatWaitedTooLong() {
    String source =
        "export const handler = (e) => e.wait ? new Promise((done) => setTimeout(done, 1e6)) : 'well';";
    sandbox.deploy(Sandbox.js("task", source));
    assertThat(failed(sandbox.call("task", "{\"wait\":1}")).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("\"well\"");
  }
}
