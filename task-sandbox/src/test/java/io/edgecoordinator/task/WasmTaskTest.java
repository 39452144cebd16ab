package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WasmTaskTest {

  /** What modules of these tests have in common: a memory and an allocator that only goes up. */
  private static final String COMMON =
      """
        (memory (export "memory") 1)
        (global $next (mut i32) (i32.const 4096))
        (func (export "allocate") (param $n i32) (result i32)
          (local $p i32)
          (local.set $p (global.get $next))
          (global.set $next (i32.add (local.get $p) (local.get $n)))
          (local.get $p))
        (func $pack (param $p i32) (param $n i32) (result i64)
          (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
                  (i64.extend_i32_u (local.get $n))))
      """;

  private static final String HANDLER =
      "(func (export \"handler\") (param $e i32) (param $n i32) (param $c i32) (param $m i32)"
          + " (result i64)";

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static byte[] module(String imports, String body) {
    return Wat2Wasm.parse("(module " + imports + COMMON + HANDLER + body + "))");
  }

  private static TaskResult run(byte[] module, String payload) {
    sandbox.deploy(Sandbox.wasm("task", module));
    return sandbox.call("task", payload);
  }

  private static TaskResult run(String imports, String body) {
    return run(module(imports, body), "[1]");
  }

  private static String returned(TaskResult result) {
    assertThat(result).isInstanceOf(Completed.class);
    return String.valueOf(((Completed) result).returned());
  }

  private static Failed failed(TaskResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  private static String text(int at, String text) {
    return "(data (i32.const " + at + ") \"" + text.replace("\"", "\\22") + "\")";
  }

  @Test
  void eventComesInMemoryAndWhatIsReturnedIsJson() {
    assertThat(returned(run("", "(call $pack (local.get $e) (local.get $n))"))).isEqualTo("[1]");
  }

  @Test
  void contextTellsAboutTheEvent() throws InterruptedException {
    byte[] module = module("", "(call $pack (local.get $c) (local.get $m))");
    sandbox.deploy(Sandbox.wasm("about", module));
    sandbox.deliver("about", Map.of("n", "box"), List.of("{}"), Acknowledgement.NONE);
    Event result = sandbox.nextEvent();
    // It has "topic" in it, but no "payload".
    assertThat(result.topic()).isEqualTo("tasks/about/result");
    assertThat(result.payload().text())
        .contains("\"topic\":\"in/box\"")
        .contains("\"device\":\"box\"")
        .contains("\"captures\":{\"n\":\"box\"}")
        .contains("\"environment\":{\"LIMIT\":\"25\"}")
        .contains("\"attempt\":1,");
  }

  @Test
  void publishedAndReturnedEventsComeInTheOrderOfTheCode() throws InterruptedException {
    String imports =
        "(import \"coordinator\" \"publish\""
            + " (func $publish (param i32 i32 i32 i32) (result i32)))"
            + text(16, "out/1")
            + text(32, "{\"topic\": \"out/2\", \"payload\": {\"base64\": \"AAE=\"}}");
    String body =
        "(drop (call $publish (i32.const 16) (i32.const 5) (local.get $e) (local.get $n)))"
            + "(call $pack (i32.const 32) (i32.const 49))";
    sandbox.deploy(Sandbox.wasm("publisher", module(imports, body)));
    sandbox.deliver("publisher", Map.of(), List.of("7"), Acknowledgement.NONE);
    Event first = sandbox.nextEvent();
    Event second = sandbox.nextEvent();
    assertThat(first.topic() + first.payload()).isEqualTo("out/17");
    assertThat(second.topic()).isEqualTo("out/2");
    assertThat(second.payload().bytes()).containsExactly(0, 1);
  }

  @Test
  void nothingReturnedIsNothingPublished() {
    assertThat(((Completed) run("", "(i64.const 0)")).returned()).isNull();
  }

  @Test
  void whatIsPrintedByWayOfWasiIsAccepted() {
    String imports =
        "(import \"wasi_snapshot_preview1\" \"fd_write\""
            + " (func $write (param i32 i32 i32 i32) (result i32)))"
            + text(16, "hello")
            + "(data (i32.const 64) \"\\10\\00\\00\\00\\05\\00\\00\\00\")"
            + text(128, "0");
    String body =
        "(i32.store8 (i32.const 128) (i32.add (i32.const 48)"
            + " (call $write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 96))))"
            + "(call $pack (i32.const 128) (i32.const 1))";
    assertThat(returned(run(imports, body))).isEqualTo("0");
  }

  @Test
  void trapNamesItsFunction() {
    Failed failure = failed(run("(func $inner (result i64) unreachable)", "(call $inner)"));
    assertThat(failure.reason()).isEqualTo(Reason.THREW);
    assertThat(failure.message()).contains("unreachable");
    assertThat(failure.details()).contains("handler");
  }

  @Test
  void endlessLoopIsInterrupted() {
    assertThat(failed(run("", "(loop (br 0)) (i64.const 0)")).reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void memoryGrowsNoFurtherThanTheTaskMay() {
    // 64 MiB are 1024 pages, one of which it has.
    String body =
        "(i32.store8 (i32.const 16) (i32.add (i32.const 48)"
            + " (i32.lt_s (memory.grow (i32.const 1024)) (i32.const 0))))"
            + "(i32.store8 (i32.const 17) (i32.add (i32.const 48)"
            + " (i32.lt_s (memory.grow (i32.const 100)) (i32.const 0))))"
            + "(call $pack (i32.const 16) (i32.const 2))";
    // Not JSON, so the message is what tells; "1" alone would be the first byte.
    TaskResult result =
        run("", body.replace("(i32.const 16) (i32.const 2)", "(i32.const 16) (i32.const 1)"));
    assertThat(returned(result)).isEqualTo("1");
    result = run("", body.replace("(i32.const 16) (i32.const 2)", "(i32.const 17) (i32.const 1)"));
    assertThat(returned(result)).isEqualTo("0");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    Failed failure = failed(run(text(16, "{nope"), "(call $pack (i32.const 16) (i32.const 5))"));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_RESULT);
    assertThat(failure.message()).contains("JSON");
  }

  @Test
  void resultOutsideTheMemoryIsRefused() {
    Failed failure = failed(run("", "(call $pack (i32.const 65530) (i32.const 100))"));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_RESULT);
    assertThat(failure.message()).contains("not in the module's memory");
  }

  @Test
  void importThatIsNotThereIsAFaultThatNamesIt() {
    byte[] module = module("(import \"coordinator\" \"nope\" (func $nope))", "(i64.const 0)");
    assertThat(sandbox.faultOf(Sandbox.wasm("bad", module)).message()).contains("nope");
  }

  @Test
  void missingHandlerIsAFaultThatSaysWhatThereIs() {
    byte[] module = Wat2Wasm.parse("(module " + COMMON + "(func (export \"handel\")))");
    assertThat(sandbox.faultOf(Sandbox.wasm("bad", module)).message())
        .contains("'handler'")
        .contains("handel");
  }

  @Test
  void fileThatIsNoModuleIsAFault() {
    byte[] text = "not a module".getBytes(StandardCharsets.UTF_8);
    assertThat(sandbox.faultOf(Sandbox.wasm("bad", text)).message())
        .contains("not a WebAssembly module");
  }
}
