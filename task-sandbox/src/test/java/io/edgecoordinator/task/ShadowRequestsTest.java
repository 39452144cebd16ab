package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.ShadowAccess.Accepted;
import io.edgecoordinator.task.ShadowAccess.Operation;
import io.edgecoordinator.task.ShadowAccess.Rejected;
import io.edgecoordinator.task.ShadowAccess.Reply;
import io.edgecoordinator.task.ShadowAccess.Request;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks in each language that read and update shadows, in real workers. */
class ShadowRequestsTest {

  private static Sandbox sandbox;

  private final List<Request> asked = new ArrayList<>();
  private final List<Consumer<Reply>> unanswered = new ArrayList<>();

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  /** Knows one shadow, door, which nobody can change to shut. */
  @BeforeEach
  void shadows() {
    sandbox.setShadows((request, reply) -> {
      asked.add(request);
      if (request.thing().equals("slow")) {
        unanswered.add(reply);
      } else if (request.document().text().contains("shut")) {
        reply.accept(new Rejected(409, "Version conflict"));
      } else if (request.operation() == Operation.GET && !request.thing().equals("door")) {
        reply.accept(new Rejected(404, "No shadow exists with name: 'x'"));
      } else {
        reply.accept(new Accepted(Payload.of("{\"version\":3}")));
      }
    });
  }

  private static TaskDefinition permitted(TaskDefinition task, String... things) {
    return Sandbox.with(
        task,
        new TaskLimits(64 << 20, Duration.ofSeconds(20), 1, Quotas.DEFAULT),
        new Permissions(List.of(), List.of(things), List.of(), List.of()));
  }

  private static TaskDefinition js(String body, String... things) {
    return permitted(
        Sandbox.js("task", "export const handler = async (e, context) => { " + body + " }"),
        things);
  }

  private static TaskDefinition python(String body, String... things) {
    String source = "def handler(event, context):\n" + body.indent(4);
    return permitted(Sandbox.python("task", Map.of("task.py", source)), things);
  }

  private String returned(TaskDefinition task) {
    sandbox.deploy(task);
    TaskResult result = sandbox.call("task", "{}");
    assertThat(result).isInstanceOf(Completed.class);
    return Objects.requireNonNull(((Completed) result).returned()).text();
  }

  private String failure(TaskDefinition task) {
    sandbox.deploy(task);
    TaskResult result = sandbox.call("task", "{}");
    assertThat(result).isInstanceOf(Failed.class);
    return ((Failed) result).message();
  }

  private List<String> asked() {
    return asked.stream()
        .map(each ->
            "%s %s %s %s"
                .formatted(each.operation(), each.thing(), each.name(), each.document().text()))
        .toList();
  }

  private static final String[] READ_AND_UPDATED = {
    "GET door null ",
    "GET window left ",
    "UPDATE door null {\"state\":{\"desired\":{\"n\":1}},\"version\":2}",
    "UPDATE door lock {\"state\":{\"reported\":null}}"
  };

  @Test
  void javaScriptReadsAndUpdates() {
    String returned =
        returned(
            js(
                """
                return [
                  await context.shadow('door').get(),
                  await context.shadow('window', 'left').get(),
                  await context.shadow('door', null).update({ state: { desired: { n: 1 } }, version: 2 }),
                  await context.shadow('door', 'lock').update({ reported: null }),
                ];
                """,
                "door",
                "win*"));
    assertThat(returned).isEqualTo("[{\"version\":3},null,{\"version\":3},{\"version\":3}]");
    assertThat(asked()).containsExactly(READ_AND_UPDATED);
    assertThat(asked.getFirst().task()).isEqualTo("task");
    assertThat(asked.getFirst().cause().device()).isEqualTo("box");
  }

  @Test
  void pythonReadsAndUpdates() {
    String returned =
        returned(
            python(
                """
                return [
                  context.shadow('door').get(),
                  context.shadow('window', 'left').get(),
                  context.shadow('door').update({'state': {'desired': {'n': 1}}, 'version': 2}),
                  context.shadow('door', 'lock').update({'reported': None}),
                ]
                """,
                "*"));
    assertThat(returned).isEqualTo("[{\"version\":3},null,{\"version\":3},{\"version\":3}]");
    assertThat(asked()).containsExactly(READ_AND_UPDATED);
  }

  @Test
  void aRejectionIsAnErrorWithACodeInJavaScript() {
    String catching =
        "try { await context.shadow('%s', 'n').update({ desired: { is: 'shut' } }); }"
            + " catch (e) { return [e.code, e.message, e instanceof Error]; }";
    assertThat(returned(js(catching.formatted("door"), "door")))
        .isEqualTo("[409,\"shadow door/n: Version conflict\",true]");
    assertThat(returned(js(catching.formatted("door"), "gate", "wall")))
        .isEqualTo(
            "[403,\"shadow door/n: task task may not use the shadows of door: permissions.shadow of"
                + " its bundle has gate, wall; add \\\"door\\\"\",true]");
    assertThat(failure(js("await context.shadow('door').update({ desired: 'shut' })", "door")))
        .isEqualTo("Error: shadow door: Version conflict");
    assertThat(asked).hasSize(2);
    assertThat(sandbox.hostCounters().shadows().open()).isZero();
  }

  @Test
  void aRejectionIsAnErrorWithACodeInPython() {
    String catching =
        """
        try:
            context.shadow('%s').update({'desired': {'is': 'shut'}})
        except RuntimeError as e:
            return [e.code, str(e)]
        """;
    assertThat(returned(python(catching.formatted("door"), "door")))
        .isEqualTo("[409,\"shadow door: Version conflict\"]");
    assertThat(returned(python(catching.formatted("door"))))
        .isEqualTo(
            "[403,\"shadow door: task task may not use the shadows of door: permissions.shadow of its"
                + " bundle is empty; add \\\"door\\\"\"]");
  }

  @Test
  void webAssemblyReadsAndUpdates() {
    assertThat(returned(wasm("(call $get (i32.const 0) (i32.const 4))", "door")))
        .isEqualTo("{\"version\":3}");
    assertThat(
            returned(
                wasm(
                    "(call $update (i32.const 0) (i32.const 4) (i32.const 16) (i32.const 13))",
                    "door")))
        .isEqualTo("{\"version\":3}");
    assertThat(asked())
        .containsExactly("GET door null ", "UPDATE door null {\"state\":{\"desired\":1}}");
    sandbox.deploy(wasm("(call $get (i32.const 8) (i32.const 4))", "*"));
    assertThat(sandbox.call("task", "{}"))
        .isInstanceOfSatisfying(Completed.class, none -> assertThat(none.returned()).isNull());
  }

  @Test
  void webAssemblyHearsTheCodeAndTheReason() {
    String returned =
        returned(
            wasm(
                "(drop (call $update (i32.const 0) (i32.const 4) (i32.const 40) (i32.const 18)))"
                    + " (local.set $e (i32.const 64)) (call $quoted (call $error))",
                "door"));
    assertThat(returned).isEqualTo("\"409 Version conflict\"");
  }

  private static TaskDefinition wasm(String body, String... things) {
    String module =
        """
        (module
          (import "coordinator" "shadow_get" (func $get (param i32 i32) (result i64)))
          (import "coordinator" "shadow_update"
            (func $update (param i32 i32 i32 i32) (result i64)))
          (import "coordinator" "error" (func $error (result i64)))
          (memory (export "memory") 1)
          (global $next (mut i32) (i32.const 4096))
          (func (export "allocate") (param $n i32) (result i32)
            (local $p i32)
            (local.set $p (i32.add (global.get $next) (i32.const 1)))
            (global.set $next (i32.add (i32.add (local.get $p) (local.get $n)) (i32.const 1)))
            (local.get $p))
          (func $quoted (param $place i64) (result i64)
            (local $at i32) (local $n i32)
            (local.set $at (i32.wrap_i64 (i64.shr_u (local.get $place) (i64.const 32))))
            (local.set $n (i32.wrap_i64 (local.get $place)))
            (i32.store8 (i32.sub (local.get $at) (i32.const 1)) (i32.const 34))
            (i32.store8 (i32.add (local.get $at) (local.get $n)) (i32.const 34))
            (i64.add (local.get $place) (i64.const -4294967294)))
          (data (i32.const 0) "door")
          (data (i32.const 8) "gate")
          (data (i32.const 16) "{\\22desired\\22:1}")
          (data (i32.const 40) "{\\22desired\\22:\\22shut\\22}")
          (func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32)
            (result i64)
        """;
    return permitted(Sandbox.wasm("task", Wat2Wasm.parse(module + body + "))")), things);
  }

  @Test
  void anUpdateThatSaysNothingIsPassedOnToBeRejected() {
    returned(js("return context.shadow('door').update({ celsius: 4 });", "door"));
    assertThat(asked()).containsExactly("UPDATE door null {\"celsius\":4}");
  }

  @Test
  void oneCallHasSoManyUnderWay() {
    sandbox.deploy(
        js(
            """
            const all = Array.from({ length: 66 }, () => context.shadow('slow').get());
            const first = await Promise.race(all).catch((e) => e);
            return [first.code, first.message];
            """,
            "slow"));
    assertThat(returned())
        .isEqualTo(
            "[429,\"shadow slow: this call has 64 requests of shadows under way, which is the most\"]");
    sandbox.onLoop(() -> {
      unanswered.forEach(reply -> reply.accept(new Rejected(500, "too late")));
      return Future.succeededFuture();
    });
    assertThat(sandbox.hostCounters().shadows().open()).isZero();
  }

  private static String returned() {
    TaskResult result = sandbox.call("task", "{}");
    assertThat(result).isInstanceOf(Completed.class);
    return Objects.requireNonNull(((Completed) result).returned()).text();
  }
}
