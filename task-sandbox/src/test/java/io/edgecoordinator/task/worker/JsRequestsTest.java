package io.edgecoordinator.task.worker;

import static io.edgecoordinator.task.worker.TestGuest.bytes;
import static io.edgecoordinator.task.worker.TestGuest.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a call asks of the coordinator while it runs. */
class JsRequestsTest {

  private static TestGuest handler(String body) throws LoadFailedException {
    TestGuest guest =
        new TestGuest("export async function handler(event, context) { " + body + " }");
    guest.load();
    return guest;
  }

  @Test
  void aCallSeesItsOwnChangesOfTheState() throws Exception {
    try (TestGuest guest =
        handler(
            """
            const { state } = context;
            const before = [state.get('a'), state.get('b'), state.keys('a')];
            state.put('a', { n: 2 });
            state.put('a2', null);
            state.delete('b');
            return [...before, await state.get('a'), state.get('b'), state.keys()];
            """)) {
      guest.state.put("a", bytes("{\"n\":1}"));
      guest.state.put("b", bytes("[true]"));
      GuestOutput output = guest.call();
      assertThat(returned(output))
          .isEqualTo("[{\"n\":1},[true],[\"a\"],{\"n\":2},null,[\"a\",\"a2\"]]");
      assertThat(output.state().reads()).containsOnlyKeys("a", "b").containsEntry("a", 7L);
      assertThat(output.state().writes()).containsOnlyKeys("a", "a2", "b");
      assertThat(output.state().writes().get("b")).isEqualTo(Optional.empty());
      assertThat(output.state().writes().get("a")).hasValue(bytes("{\"n\":2}"));
    }
  }

  @Test
  void aValueIsReadFromTheCoordinatorOncePerCall() throws Exception {
    try (TestGuest guest = handler("return [context.state.get('a'), context.state.get('a')];")) {
      guest.state.put("a", bytes("1"));
      assertThat(returned(guest.call())).isEqualTo("[1,1]");
      assertThat(guest.sent).containsExactly("STATE_GET a");
      guest.state.put("a", bytes("2"));
      assertThat(returned(guest.call())).isEqualTo("[2,2]");
    }
  }

  @Test
  void compareAndSetComparesValuesAndNotTheirText() throws Exception {
    try (TestGuest guest =
        handler(
            """
            const { state } = context;
            return [
              state.compareAndSet('a', { y: [2], x: 1 }, 'first'),
              state.compareAndSet('a', { x: 1, y: [2] }, 'second'),
              state.compareAndSet('none', null, 1),
              state.get('a'),
              state.get('none'),
            ];
            """)) {
      guest.state.put("a", bytes("{ \"x\": 1, \"y\": [2] }"));
      assertThat(returned(guest.call())).isEqualTo("[true,false,true,\"first\",1]");
    }
  }

  @Test
  void whatAFailedCallWroteIsNotSeenByTheNext() throws Exception {
    try (TestGuest guest =
        handler(
            "const seen = context.state.get('a'); context.state.put('a', 1);"
                + " if (seen === null && !globalThis.again) { globalThis.again = 1; throw 'no'; }"
                + " return seen;")) {
      assertThatThrownBy(guest::call).isInstanceOf(CallFailedException.class);
      assertThat(returned(guest.call())).isEqualTo("null");
    }
  }

  @Test
  void badKeysAndValuesAreRefusedWithAReason() throws Exception {
    try (TestGuest guest =
        handler(
            """
            const said = [];
            for (const wrong of [
              () => context.state.get('x'.repeat(257)),
              () => context.state.put('', 1),
              () => context.state.put('a\\u0000', 1),
              () => context.state.put('a', undefined),
              () => context.state.put('a', 1n),
            ]) {
              try { wrong(); } catch (e) { said.push(e instanceof Error && e.message); }
            }
            return said;
            """)) {
      GuestOutput output = guest.call();
      assertThat(returned(output))
          .contains("1 to 256 characters")
          .contains("must be a text")
          .contains("none of them U+0000")
          .contains("is a undefined")
          .contains("BigInt")
          .doesNotContain("false");
      assertThat(output.state()).isEqualTo(StateUse.NONE);
    }
  }

  @Test
  void invokeGivesWhatTheOtherTaskReturned() throws Exception {
    try (TestGuest guest =
        handler(
            "const [a, b, c] = await Promise.all([context.invoke('one', { n: 1 }),"
                + " context.invoke('none'), context.invoke('bytes')]);"
                + " return [a, b === undefined, c];")) {
      guest.answer("one", "{\"n\":2}", null);
      guest.answer("none", null, null);
      guest.answer("bytes", "not json", null);
      assertThat(returned(guest.call()))
          .isEqualTo("[{\"n\":2},true,{\"base64\":\"%s\"}]".formatted(base64("not json")));
      assertThat(guest.sent).contains("INVOKE one {\"n\":1}", "INVOKE none null");
    }
  }

  @Test
  void refusedInvokeRejectsWithTheReason() throws Exception {
    try (TestGuest guest =
        handler(
            "try { await context.invoke('other', 1); }"
                + " catch (e) { return [e instanceof Error, e.message]; }")) {
      guest.answer("other", null, "task other failed: no");
      assertThat(returned(guest.call())).isEqualTo("[true,\"task other failed: no\"]");
    }
  }

  @Test
  void invokeHasATimeoutOfItsOwn() throws Exception {
    try (TestGuest guest =
        handler(
            "try { await context.invoke('silent', 1, { timeout: 20 }); }"
                + " catch (e) { return e.message; }")) {
      assertThat(returned(guest.call())).isEqualTo("\"the call of silent took longer than 20 ms\"");
    }
  }

  @Test
  void shadowsAreReadAndChanged() throws Exception {
    try (TestGuest guest =
        handler(
            "return [await context.shadow('door').get(),"
                + " await context.shadow('door', 'lock').update({ state: { desired: 1 } })];")) {
      guest.answer("door", "{\"state\":{}}", null);
      guest.answer("door\0lock", "{\"version\":2}", null);
      assertThat(returned(guest.call())).isEqualTo("[{\"state\":{}},{\"version\":2}]");
      assertThat(guest.sent)
          .containsExactly(
              "SHADOW_GET door", "SHADOW_UPDATE door/lock {\"state\":{\"desired\":1}}");
    }
  }

  @Test
  void fetchCarriesBytesBothWays() throws Exception {
    try (TestGuest guest =
        handler(
            """
            const response = await fetch('http://box/a', {
              method: 'put', headers: { 'X-One': 'é' }, body: new Uint8Array([0, 255]),
            });
            return [response.ok, response.status, response.headers.get('CONTENT-TYPE'), await response.json()];
            """)) {
      guest.answer(
          "http://box/a",
          "{\"status\":404,\"headers\":{\"Content-Type\":\"text/x\"},\"body\":\"%s\"}"
              .formatted(base64("{\"ü\":1}")),
          null);
      assertThat(returned(guest.call())).isEqualTo("[false,404,\"text/x\",{\"ü\":1}]");
      assertThat(guest.sent)
          .containsExactly(
              "FETCH http://box/a {\"method\":\"PUT\",\"url\":\"http://box/a\","
                  + "\"headers\":{\"x-one\":\"é\"},\"body\":\"AP8=\"}");
    }
  }

  @Test
  void fetchCanBeAborted() throws Exception {
    try (TestGuest guest =
        handler(
            "try { await fetch('http://box/', { signal: AbortSignal.timeout(10) }); }"
                + " catch (e) { return e.name; }")) {
      assertThat(returned(guest.call())).isEqualTo("\"TimeoutError\"");
    }
  }

  @Test
  void refusedFetchIsATypeErrorWithTheReason() throws Exception {
    try (TestGuest guest =
        handler("try { await fetch('http://box/'); } catch (e) { return [e.name, e.message]; }")) {
      guest.answer("http://box/", null, "box is not permitted");
      assertThat(returned(guest.call()))
          .isEqualTo("[\"TypeError\",\"fetch failed: box is not permitted\"]");
    }
  }

  @Test
  void requestsLeftBehindSayNothingToTheNextCall() throws Exception {
    try (TestGuest guest =
        handler(
            "const seen = globalThis.seen; context.invoke('one').then(() => globalThis.seen = 1);"
                + " return seen ?? 'nothing yet';")) {
      guest.answer("one", "1", null);
      assertThat(returned(guest.call())).isEqualTo("\"nothing yet\"");
      assertThat(returned(guest.call())).isEqualTo("\"nothing yet\"");
    }
  }

  @Test
  void openRequestsAreBounded() throws Exception {
    try (TestGuest guest =
        handler(
            "const all = []; for (let i = 0; i < 300; i++) all.push(context.invoke('silent'));"
                + " await Promise.race(all);")) {
      assertThatThrownBy(guest::call).hasMessageContaining("256 requests open at most");
    }
  }

  @Test
  void nothingCanBeAskedWhileTheCodeLoads() {
    try (TestGuest guest = new TestGuest("await fetch('http://box/'); export const handler = 1;")) {
      assertThatThrownBy(guest::load).hasMessageContaining("none is under way");
    }
  }

  @Test
  void waitingForAnAnswerCanBeInterrupted() throws Exception {
    try (TestGuest guest = handler("context.log('waiting'); await context.invoke('silent');")) {
      Thread.ofVirtual()
          .start(() -> {
            while (guest.sent.isEmpty()) {
              Thread.onSpinWait();
            }
            guest.interrupt();
          });
      assertThatThrownBy(guest::call).hasMessageContaining("ran longer than");
    }
  }

  @Test
  void changedBuiltInsDoNotBreakTheContext() throws Exception {
    String source =
        """
        JSON.stringify = () => 'no';
        JSON.parse = () => 5;
        Object.keys = Array.isArray = Reflect.apply = null;
        for (const type of [Array, String, Function]) {
          for (const name of ['push', 'map', 'join', 'split', 'slice', 'includes', 'call', 'apply']) {
            Object.defineProperty(type.prototype, name, { value: null });
          }
        }
        Array.prototype[Symbol.iterator] = null;
        globalThis.Promise = null;
        export async function handler(event, context) {
          context.publish('out/x', { a: 1 });
          context.log('hi', { a: 1 });
          context.state.put('k', [1]);
          const one = await context.invoke('one', { n: 1 });
          await { then(done) { setTimeout(done, 1); } };
          return { topic: context.topic, payload: [context.captures, context.state.get('k'), one] };
        }
        """;
    try (TestGuest guest = new TestGuest(source)) {
      guest.load();
      guest.answer("one", "{\"n\":2}", null);
      GuestOutput output = guest.call();
      assertThat(output.topic()).isEqualTo("in/box");
      assertThat(returned(output)).isEqualTo("[{},[1],{\"n\":2}]");
      assertThat(output.published()).hasSize(1);
      assertThat(output.published().getFirst().payload()).isEqualTo(bytes("{\"a\":1}"));
      assertThat(guest.log).containsExactly("hi {\"a\":1}");
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(bytes(text));
  }
}
