package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTaskTest {

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
    sandbox.deploy(Sandbox.python("task", Map.of("task.py", source)));
    return sandbox.call("task", payload);
  }

  private static String handler(String body) {
    return "def handler(event, context):\n" + body.indent(4);
  }

  private static String returned(TaskResult result) {
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  private static Failed failed(TaskResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  private static TaskFault fault(String source) {
    return sandbox.faultOf(Sandbox.python("bad", Map.of("bad.py", source)));
  }

  @Test
  void eventIsPythonValuesAndWhatIsReturnedIsJson() {
    String source =
        handler("return {'sum': sum(event['n']), 'text': event['ü'], 'none': None, 'ok': True}");
    assertThat(returned(run(source, "{\"n\": [1, 2.5, -3], \"ü\": \"\\u00e9\"}")))
        .isEqualTo("{\"sum\":0.5,\"text\":\"é\",\"none\":null,\"ok\":true}");
  }

  @Test
  void coroutineIsRunToItsEnd() {
    String source =
        """
        async def later(x):
            return x
        async def handler(event, context):
            return await later(event)
        """;
    assertThat(returned(run(source, "[1,2]"))).isEqualTo("[1,2]");
  }

  @Test
  void filesOfTheBundleCanBeImportedAndRead() {
    sandbox.deploy(
        Sandbox.python(
            "modules",
            Map.of(
                "modules.py",
                """
                import near, package.deep, vendored, installed
                from package import here
                def handler(event, context):
                    with open('/bundle/data.txt', encoding='utf-8') as data:
                        return [near.n, package.deep.n, here, vendored.n, installed.n, data.read()]
                """,
                "near.py",
                "n = 1",
                "package/__init__.py",
                "from .deep import n as here",
                "package/deep.py",
                "n = 2",
                "lib/vendored.py",
                "n = 3",
                "site-packages/installed/__init__.py",
                "n = 4",
                "data.txt",
                "ü")));
    assertThat(returned(sandbox.call("modules", "0"))).isEqualTo("[1,2,2,3,4,\"ü\"]");
  }

  @Test
  void standardLibraryIsThere() {
    String source =
        """
        import base64, dataclasses, datetime, hashlib, json, math, re, statistics
        @dataclasses.dataclass
        class Reading:
            celsius: float
        def handler(event, context):
            return [json.dumps([1]), re.sub('a+', 'b', 'caat'), math.floor(2.5),
                    statistics.mean([1, 2]), Reading(1.5).celsius,
                    hashlib.sha256(b'').hexdigest()[:8],
                    datetime.datetime(2025, 1, 2).isoformat()]
        """;
    assertThat(returned(run(source, "0")))
        .isEqualTo("[\"[1]\",\"cbt\",2,1.5,1.5,\"e3b0c442\",\"2025-01-02T00:00:00\"]");
  }

  @Test
  void contextTellsAboutTheEvent() throws InterruptedException {
    String source =
        """
        import time
        def handler(event, c):
            return [c.captures, c.topic, c.device, c.attempt, c.environment['LIMIT'], len(c.eventId),
                    c.event_id == c.eventId == c.execution_id == c.executionId,
                    0 < c.deadline - time.time() * 1000 <= 20000]
        """;
    sandbox.deploy(Sandbox.python("about", Map.of("about.py", source)));
    sandbox.deliver("about", Map.of("n", "box"), List.of("{}"), Acknowledgement.NONE);
    Event result = sandbox.nextEvent();
    assertThat(result.payload().text())
        .isEqualTo("[{\"n\":\"box\"},\"in/box\",\"box\",1,\"25\",16,true,true]");
    assertThat(result.topic()).isEqualTo("tasks/about/result");
  }

  @Test
  void publishedAndReturnedEventsComeInTheOrderOfTheCode() throws InterruptedException {
    String source =
        handler(
            """
            context.publish('out/1', {'n': 1})
            context.publish('out/2', b'\\x00\\x01\\x02')
            return {'topic': 'out/3', 'payload': {'base64': 'AAE='}}
            """);
    sandbox.deploy(Sandbox.python("publisher", Map.of("publisher.py", source)));
    sandbox.deliver("publisher", Map.of(), List.of("{}"), Acknowledgement.NONE);
    Event first = sandbox.nextEvent();
    Event second = sandbox.nextEvent();
    Event third = sandbox.nextEvent();
    assertThat(first.topic() + first.payload()).isEqualTo("out/1{\"n\":1}");
    assertThat(second.topic()).isEqualTo("out/2");
    assertThat(second.payload().bytes()).containsExactly(0, 1, 2);
    assertThat(third.topic()).isEqualTo("out/3");
    assertThat(third.payload().bytes()).containsExactly(0, 1);
  }

  @Test
  void payloadThatIsNotJsonComesAsBase64() {
    assertThat(returned(run(handler("return event['base64']"), "not json")))
        .isEqualTo("\"bm90IGpzb24=\"");
  }

  @Test
  void nothingReturnedIsNothingPublished() {
    assertThat(((Completed) run(handler("pass"), "{}")).returned()).isNull();
  }

  @Test
  void whatIsPrintedAndLoggedDoesNotDisturb() {
    String source =
        """
        import logging, sys
        def handler(event, context):
            print('a', 1, end='')
            print('b', file=sys.stderr)
            logging.getLogger('x').info('at %d', 3)
            context.log.warn('w', {'a': 1})
            context.log('plain')
            return 1
        """;
    assertThat(returned(run(source, "0"))).isEqualTo("1");
  }

  @Test
  void thrownErrorNamesItsPlace() {
    Failed failure = failed(run(handler("return event['a']['b']"), "{\"a\": {}}"));
    assertThat(failure.reason()).isEqualTo(Reason.THREW);
    assertThat(failure.message()).isEqualTo("KeyError: 'b'");
    assertThat(failure.details()).startsWith("at handler (task.py:2:");
  }

  @Test
  void endlessLoopIsInterruptedAndTheEnvironmentIsFreshAfterwards() {
    String source =
        """
        n = 0
        def handler(event, context):
            global n
            n += 1
            while event:
                try:
                    while True: pass
                except BaseException:
                    pass
            return n
        """;
    TaskDefinition task = Sandbox.python("loop", Map.of("loop.py", source));
    sandbox.deploy(Sandbox.withTimeout(task, Duration.ofSeconds(2)));
    assertThat(returned(sandbox.call("loop", "false"))).isEqualTo("1");
    assertThat(failed(sandbox.call("loop", "true")).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(returned(sandbox.call("loop", "false"))).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return object()|object",
        "a = []; a.append(a); return a|circular",
        "return float('nan')|nan",
        "return {(1, 2): 3}|keys",
        "return {'topic': '', 'payload': 1}|topic is empty",
        "return lambda: 1|function",
      })
  void whatIsNotJsonIsRefused(String body, String reason) {
    Failed failure = failed(run(handler(body), "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_RESULT);
    assertThat(failure.message()).containsIgnoringCase(reason);
  }

  @Test
  void coroutineThatNeedsAnEventLoopIsRefused() {
    String source =
        """
        class Never:
            def __await__(self):
                yield 1
        async def handler(event, context):
            await Never()
        """;
    assertThat(failed(run(source, "0")).reason()).isEqualTo(Reason.INVALID_RESULT);
  }

  @Test
  void resultThatIsTooLargeIsRefused() {
    assertThat(failed(run(handler("return 'x' * (2 << 20)"), "{}")).reason())
        .isEqualTo(Reason.OUTPUT_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"import sys; sys.exit(3)", "import os; os._exit(3)", "raise SystemExit(3)"})
  void endingTheProgramEndsTheCallAlone(String body) {
    sandbox.deploy(
        Sandbox.python("exit", Map.of("exit.py", handler("if event: " + body + "\nreturn 1"))));
    Failed failure = failed(sandbox.call("exit", "true"));
    assertThat(failure.message()).contains("ended the program, with status 3");
    assertThat(returned(sandbox.call("exit", "false"))).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open('/etc/passwd').read()",
        "open('/bundle/../etc/passwd').read()",
        "open('/bundle/new.txt', 'w')",
        "__import__('os').listdir('/')",
        "__import__('os').remove('/bundle/task.py')",
        "__import__('os').system('id')",
        "__import__('subprocess').run(['id'])",
        "__import__('socket').create_connection(('127.0.0.1', 1883))",
        "__import__('threading').Thread(target=print).start()",
        "__import__('java').type('java.lang.System')",
        "__import__('polyglot').eval(language='js', string='1')",
        "__import__('ctypes').CDLL(None)",
      })
  void nothingOfTheHostCanBeReached(String expression) {
    Failed failure = failed(run(handler("return str(" + expression + ")"), "{}"));
    assertThat(failure.reason()).isEqualTo(Reason.THREW);
  }

  @Test
  void variablesOfTheMachineAreNotSeen() {
    assertThat(returned(run(handler("import os\nreturn 'HOME' in os.environ"), "0")))
        .isEqualTo("false");
  }

  @Test
  void syntaxErrorNamesLineAndColumn() {
    TaskFault fault = fault("a = 1\nb = = 2\n");
    assertThat(fault.file() + ":" + fault.line()).isEqualTo("bad.py:2");
    assertThat(fault.column()).isEqualTo(5);
    assertThat(fault.message()).startsWith("SyntaxError: ");
  }

  @Test
  void missingHandlerIsAFaultThatSaysWhatThereIs() {
    assertThat(fault("def handel(e, c): pass").message()).contains("'handler'").contains("handel");
  }

  @Test
  void missingImportIsAFault() {
    TaskFault fault = fault("\nimport nope\ndef handler(e, c): pass");
    assertThat(fault.message()).contains("nope");
    assertThat(fault.line()).isEqualTo(2);
  }

  @Test
  void codeThatThrowsWhileItLoadsIsAFault() {
    TaskFault fault = fault("\nraise ValueError('at once')");
    assertThat(fault.file() + ":" + fault.line() + ": " + fault.message())
        .isEqualTo("bad.py:2: ValueError: at once");
  }
}
