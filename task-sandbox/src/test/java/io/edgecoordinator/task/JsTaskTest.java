package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsTaskTest {

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static TaskResult run(String source, String payload) {
    sandbox.deploy(Sandbox.js("task", source));
    return sandbox.call("task", payload);
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
  void esModuleAnswers() {
    assertThat(returned(run("export function handler(e) { return e.a + 1; }", "{\"a\": 1}")))
        .isEqualTo("2");
  }

  @Test
  void commonJsAnswers() {
    assertThat(returned(run("exports.handler = (e) => ({ twice: e.a * 2 });", "{\"a\": 4}")))
        .isEqualTo("{\"twice\":8}");
  }

  @Test
  void asyncHandlerAnswersWhenItsPromiseSettles() {
    String source =
        "const later = async (x) => x; export async function handler(e) { return await later(e); }";
    assertThat(returned(run(source, "[1,2]"))).isEqualTo("[1,2]");
  }

  @Test
  void filesOfTheBundleCanBeImportedAndRequired() {
    sandbox.deploy(
        Sandbox.js(
            "esm",
            Map.of(
                "esm.js", "import { k } from './lib/k.js'; export const handler = () => k;",
                "lib/k.js", "export { k } from './deep.js';",
                "lib/deep.js", "export const k = 7;")),
        Sandbox.js(
            "cjs",
            Map.of(
                "cjs.js",
                "const { k } = require('./lib/k'); exports.handler = () => k + require('./c').n;",
                "lib/k.js",
                "exports.k = 7;",
                "c.json",
                "{\"n\": 1}")));
    assertThat(returned(sandbox.call("esm", "0"))).isEqualTo("7");
    assertThat(returned(sandbox.call("cjs", "0"))).isEqualTo("8");
  }

  @Test
  void contextTellsAboutTheEvent() throws InterruptedException {
    String source =
        """
        export const handler = (event, { captures, topic, device, attempt, environment, eventId, deadline }) =>
          ({ captures, topic, device, attempt, limit: environment.LIMIT, id: eventId.length,
             soon: deadline - Date.now() <= 500 });
        """;
    sandbox.deploy(Sandbox.js("task", source));
    sandbox.deliver("task", Map.of("n", "box"), List.of("{}"), Acknowledgement.NONE);
    Event result = sandbox.nextEvent();
    assertThat(result.payload().text())
        .isEqualTo(
            "{\"captures\":{\"n\":\"box\"},\"topic\":\"in/box\",\"device\":\"box\",\"attempt\":1,"
                + "\"limit\":\"25\",\"id\":16,\"soon\":true}");
    assertThat(result.topic()).isEqualTo("tasks/task/result");
    assertThat(result.source()).isEqualTo(new Source.Task("task"));
    assertThat(result.device()).isEqualTo("box");
    assertThat(result.hops()).isEqualTo(1);
  }

  @Test
  void publishedAndReturnedEventsComeInTheOrderOfTheCode() throws InterruptedException {
    String source =
        """
        export function handler(event, context) {
          context.publish('out/1', { n: 1 });
          context.publish('out/2', { base64: 'AAEC' });
          return { topic: 'out/3', payload: null };
        }
        """;
    sandbox.deploy(Sandbox.js("task", source));
    sandbox.deliver("task", Map.of(), List.of("{}"), Acknowledgement.NONE);
    Event first = sandbox.nextEvent();
    Event second = sandbox.nextEvent();
    Event third = sandbox.nextEvent();
    assertThat(first.topic() + first.payload()).isEqualTo("out/1{\"n\":1}");
    assertThat(second.topic()).isEqualTo("out/2");
    assertThat(second.payload().bytes()).containsExactly(0, 1, 2);
    assertThat(third.topic() + third.payload()).isEqualTo("out/3null");
  }

  @Test
  void payloadThatIsNotJsonComesAsBase64() {
    assertThat(returned(run("export const handler = (e) => e.base64;", "not json")))
        .isEqualTo("\"bm90IGpzb24=\"");
  }

  @Test
  void nothingReturnedIsNothingPublished() {
    assertThat(((Completed) run("export const handler = () => {};", "{}")).returned()).isNull();
  }

  @Test
  void thrownErrorNamesItsPlace() {
    Failed failure =
        failed(run("export function handler(e) {\n  return e.a.b.c;\n}", "{\"a\": {}}"));
    assertThat(failure.reason()).isEqualTo(Reason.THREW);
    assertThat(failure.message()).contains("TypeError").contains("'c'");
    assertThat(failure.details()).contains("handler (task.js:2:");
  }

  @Test
  void rejectedPromiseIsAFailure() {
    Failed failure =
        failed(run("export async function handler() { throw new Error('no'); }", "{}"));
    assertThat(failure.message()).isEqualTo("Error: no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "try { while (true) {} } catch { return 1; }",
        "try { while (true) {} } finally { while (true) {} }",
        "for (;;) { try { for (;;) {} } finally { continue; } }"
      })
  void endlessLoopIsInterrupted(String loop) {
    Failed failure = failed(run("export function handler(e) { " + loop + " }", "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void environmentIsFreshAfterATimeout() {
    String source = "let n = 0; export function handler(e) { n++; while (e.loop) {} return n; }";
    sandbox.deploy(Sandbox.js("task", source));
    assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("1");
    assertThat(failed(sandbox.call("task", "{\"loop\": true}")).reason())
        .isEqualTo(Reason.TIMED_OUT);
    assertThat(returned(sandbox.call("task", "{}"))).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return 1n|BigInt",
        "const a = []; a.push(a); return a|circular",
        "return () => 1|function",
        "return { topic: 'out/x', payload: undefined }|undefined",
        "return { topic: 'out/x', payload: { base64: '?' } }|base64",
        "return new Promise(() => {})|never settles",
      })
  void whatIsNotJsonIsRefused(String body, String reason) {
    Failed failure = failed(run("export function handler() { " + body + " }", "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_RESULT);
    assertThat(failure.message()).containsIgnoringCase(reason);
  }

  @Test
  void resultThatIsTooLargeIsRefused() {
    Failed failure = failed(run("export const handler = () => 'x'.repeat(2 * 1024 * 1024);", "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.OUTPUT_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret/x", "out/+", "", "out/\\u0000"})
  void publishingWhereTheBundleDoesNotPermitFails(String topic) {
    Failed failure =
        failed(run("export const handler = () => ({ topic: '" + topic + "', payload: 1 });", "{}"));
    assertThat(failure.reason()).isIn(Reason.NOT_PERMITTED, Reason.INVALID_RESULT);
  }

  @Test
  void logIsBoundedPerCall() {
    String source =
        "export function handler() { const s = 'x'.repeat(1e6);"
            + " for (let i = 0; i < 1000; i++) console.log(s); return 1; }";
    assertThat(returned(run(source, "{}"))).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Java",
        "Polyglot",
        "Graal",
        "Packages",
        "java",
        "load",
        "print",
        "quit",
        "exit",
        "process",
        "XMLHttpRequest",
        "WebAssembly",
        "importScripts",
        "loadWithNewGlobal"
      })
  void nothingOfTheHostIsThere(String name) {
    assertThat(returned(run("export const handler = () => typeof " + name + ";", "{}")))
        .isEqualTo("\"undefined\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import('/etc/passwd')",
        "import('file:///etc/passwd')",
        "import('../../../../etc/passwd')",
        "import('https://example.com/x.js')"
      })
  void filesOutsideTheBundleCanNotBeRead(String expression) {
    Failed failure = failed(run("export const handler = async () => " + expression, "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.THREW);
  }

  @Test
  void syntaxErrorNamesLineAndColumn() {
    TaskFault fault = sandbox.faultOf(Sandbox.js("bad", "let a = 1;\nlet b = ;\n"));
    assertThat(fault.file()).isEqualTo("bad.js");
    assertThat(fault.line()).isEqualTo(2);
    assertThat(fault.column()).isEqualTo(9);
    assertThat(fault.message()).startsWith("SyntaxError: ");
  }

  @Test
  void errorOnTheFirstLineOfCommonJsHasItsOwnColumn() {
    TaskFault fault = sandbox.faultOf(Sandbox.js("bad", "let b = ;"));
    assertThat(fault.line() + ":" + fault.column()).isEqualTo("1:9");
  }

  @Test
  void missingHandlerIsAFaultThatSaysWhatThereIs() {
    TaskFault fault = sandbox.faultOf(Sandbox.js("bad", "export function handel() {}"));
    assertThat(fault.message()).contains("'handler'").contains("handel");
  }

  @Test
  void missingImportIsAFault() {
    TaskFault fault =
        sandbox.faultOf(Sandbox.js("bad", "import './nope.js'; export const handler = 1;"));
    assertThat(fault.message()).contains("nope.js");
  }

  @Test
  void codeThatThrowsWhileItLoadsIsAFault() {
    TaskFault fault = sandbox.faultOf(Sandbox.js("bad", "\nthrow new Error('at once');"));
    assertThat(fault.toString()).isEqualTo("bad.js:2:7: Error: at once (task bad)");
  }
}
