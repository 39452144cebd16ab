package io.edgecoordinator.task.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is there beside the language itself, as code written for Node.js or a browser expects. */
class JsGlobalsTest {

  private static String value(String expression) throws Exception {
    return TestGuest.result("exports.handler = async () => { return " + expression + " };");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "new TextDecoder().decode(new TextEncoder().encode('ü€😀'))|\"ü€😀\"",
        "new TextDecoder('latin1').decode(new Uint8Array([0xe9, 0x80]))|\"é€\"",
        "[btoa('hé'), atob(' aGk ')]|[\"aOk=\",\"hi\"]",
        "(() => { try { btoa('€') } catch (e) { return e.name } })()|\"InvalidCharacterError\"",
        "new URL('../x?a=1#h', 'http://u:p@h:80/a/b/c').href|\"http://u:p@h/a/x?a=1#h\"",
        "new URL('http://bücher.de/ü').href|\"http://xn--bcher-kva.de/%C3%BC\"",
        "new URL('http://[::0:1]:8080/').host|\"[::1]:8080\"",
        "new URL('http://0x7f.1/').hostname|\"127.0.0.1\"",
        "[URL.canParse('http://256.1.1.1'), URL.canParse('nope')]|[false,false]",
        "new URLSearchParams('a=1&b=%20+&a=2').getAll('a').concat(String(new URLSearchParams({ q: 'a b&' })))|[\"1\",\"2\",\"q=a+b%26\"]",
        "(() => { const u = new URL('http://h/?a=1'); u.searchParams.set('b', 'ü'); return u.href })()|\"http://h/?a=1&b=%C3%BC\"",
        "structuredClone({ d: new Date(0), m: new Map([[1, new Set([2])]]) }).m.get(1).has(2)|true",
        "(() => { const a = {}; a.a = a; const b = structuredClone(a); return b !== a && b.a === b })()|true",
        "(() => { try { structuredClone(() => 1) } catch (e) { return [e.name, e.code] } })()|[\"DataCloneError\",25]",
        "(() => { const c = new AbortController(); let n = 0; c.signal.onabort = () => n++; c.abort(); c.abort(); return [n, c.signal.reason.name] })()|[1,\"AbortError\"]",
        "(() => { const t = new EventTarget(); let n; t.addEventListener('x', (e) => n = e.detail); t.dispatchEvent(new CustomEvent('x', { detail: 4 })); return n })()|4",
        "/^[0-9a-f-]{36}$/.test(crypto.randomUUID()) && crypto.randomUUID() !== crypto.randomUUID()|true",
        "crypto.getRandomValues(new Uint32Array(50)).some((n) => n > 0xffff)|true",
        "(() => { try { crypto.getRandomValues(new Uint8Array(70000)) } catch (e) { return e.name } })()|\"QuotaExceededError\"",
        "performance.now() <= performance.now() && Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 10000|true",
        "typeof global.setTimeout + typeof console.debug|\"functionfunction\"",
        "Object.keys(globalThis)|[]",
      })
  void globalsDoWhatTheirStandardsSay(String expression, String expected) throws Exception {
    assertThat(value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Buffer.from('aGVsbG8', 'base64').toString()|\"hello\"",
        "Buffer.from('ff00fg', 'hex').toString('base64url')|\"_wA\"",
        "Buffer.from('ü').toString('latin1') + Buffer.byteLength('ü')|\"Ã¼2\"",
        "Buffer.concat([Buffer.from([1, 2]), new Uint8Array([3])]).toString('hex')|\"010203\"",
        "(() => { const b = Buffer.alloc(8); b.writeInt16BE(-2, 0); b.writeFloatLE(1.5, 2); return [b.readInt16BE(0), b.readFloatLE(2), b.readUInt8(1)] })()|[-2,1.5,254]",
        "(() => { const b = Buffer.from('abc'); b.slice(1)[0] = 122; return b.toString() })()|\"azc\"",
        "Buffer.from('abc').equals(Buffer.from([97, 98, 99])) && Buffer.from('a') instanceof Uint8Array|true",
        "Buffer.from(JSON.parse(JSON.stringify(Buffer.from('hi')))).toString()|\"hi\"",
        "(() => { try { Buffer.alloc(2).readInt32LE(0) } catch (e) { return e.name } })()|\"RangeError\"",
        "Buffer.from('needle in hay').indexOf('in')|7",
      })
  void bufferReadsAndWrites(String expression, String expected) throws Exception {
    assertThat(value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "require('node:util').format('%s is %d %j', 'a', 5, { b: 1 }, [2])|\"a is 5 {\\\"b\\\":1} [ 2 ]\"",
        "require('util').inspect({ a: [1, { b: new Map([[1, 'x']]) }] })|\"{ a: [ 1, { b: [Map] } ] }\"",
        "await require('util').promisify((a, done) => done(null, a + 1))(1)|2",
        "require('path').join('/a', '../b', './c') + require('path').extname('x.tar.gz')|\"/b/c.gz\"",
        "require('crypto').createHash('sha256').update('abc').digest('hex').slice(0, 8)|\"ba7816bf\"",
        "require('crypto').createHmac('sha256', 'k').update('abc').digest('hex').slice(0, 8)|\"342e519c\"",
        "(() => { try { require('assert').deepEqual({ a: [1] }, { a: [2] }) } catch (e) { return e.code } })()|\"ERR_ASSERTION\"",
        "(() => { const E = require('events'); const e = new E(); let n = 0; e.once('a', () => n++); e.emit('a'); e.emit('a'); return n })()|1",
        "await require('timers').promises.setTimeout(1, 'late')|\"late\"",
      })
  void builtInModulesAreThere(String expression, String expected) throws Exception {
    assertThat(value(expression)).isEqualTo(expected);
  }

  @Test
  void consoleFillsInWhatItsFirstTextHasRoomFor() throws Exception {
    try (TestGuest guest =
        new TestGuest(
            "exports.handler = () => { console.log('%s: %d', 'a', 1); console.warn({ b: [2] }, 100, '%'); };")) {
      guest.load();
      guest.call();
      assertThat(guest.log).containsExactly("a: 1", "{\"b\":[2]} 100 %");
    }
  }

  @Test
  void aTaskMayHaveGlobalsOfItsOwnUnderTheseNames() throws Exception {
    String source =
        "globalThis.URL = 'mine'; var Buffer = 3; exports.handler = () => [URL, Buffer];";
    assertThat(TestGuest.result(source)).isEqualTo("[\"mine\",3]");
  }
}
