// fetch, by way of the coordinator: it makes the request if the task may.
(function (module, builtIn, given) {
  'use strict';
  const { ask, FETCH } = given;
  const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

  class Headers {
    #entries = new Map();
    constructor(from) {
      if (from === undefined || from === null) return;
      const pairs = typeof from[Symbol.iterator] === 'function' ? from : Object.entries(from);
      for (const [name, value] of pairs) this.append(name, value);
    }
    static #key(name) {
      if (!NAME.test(name)) throw new TypeError('no name of a header: ' + name);
      return String(name).toLowerCase();
    }
    append(name, value) {
      const before = this.get(name);
      this.set(name, before === null ? value : before + ', ' + value);
    }
    set(name, value) {
      const text = String(value).trim();
      if (/[\r\n\0]/.test(text)) throw new TypeError('the value of the header ' + name + ' has more than one line');
      this.#entries.set(Headers.#key(name), text);
    }
    get(name) {
      return this.#entries.get(Headers.#key(name)) ?? null;
    }
    has(name) {
      return this.#entries.has(Headers.#key(name));
    }
    delete(name) {
      this.#entries.delete(Headers.#key(name));
    }
    forEach(f, self) {
      for (const [name, value] of this) f.call(self, value, name, this);
    }
    entries() {
      return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))[Symbol.iterator]();
    }
    *keys() {
      for (const [name] of this) yield name;
    }
    *values() {
      for (const [, value] of this) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }

  const bytesOf = (body) => {
    const { Buffer } = builtIn('buffer');
    if (body === undefined || body === null) return Buffer.alloc(0);
    if (body instanceof ArrayBuffer) return Buffer.from(body);
    if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return Buffer.from(String(body));
  };

  class Response {
    #bytes;
    #used = false;
    constructor(body = null, { status = 200, statusText = '', headers } = {}) {
      this.#bytes = bytesOf(body);
      this.status = status;
      this.statusText = statusText;
      this.headers = new Headers(headers);
      this.ok = status >= 200 && status < 300;
      this.url = '';
    }
    get bodyUsed() {
      return this.#used;
    }
    async bytes() {
      if (this.#used) throw new TypeError('the body was read already');
      this.#used = true;
      return new Uint8Array(this.#bytes);
    }
    async arrayBuffer() {
      return (await this.bytes()).buffer;
    }
    async text() {
      return new TextDecoder().decode(await this.bytes());
    }
    async json() {
      return JSON.parse(await this.text());
    }
  }

  const aborted = (signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

  const fetch = async (url, { method = 'GET', headers, body, signal } = {}) => {
    const { URL, URLSearchParams } = builtIn('url');
    const { href } = new URL(url);
    signal?.throwIfAborted();
    const sent = new Headers(headers);
    if (typeof body === 'string' && !sent.has('content-type')) sent.set('content-type', 'text/plain;charset=UTF-8');
    if (body instanceof URLSearchParams && !sent.has('content-type')) {
      sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    }
    const request = { method: String(method).toUpperCase(), url: href, headers: Object.fromEntries(sent) };
    if (body !== undefined && body !== null) request.body = bytesOf(body).toString('base64');
    let answer = ask(FETCH, href, JSON.stringify(request));
    if (signal !== undefined && signal !== null) {
      answer.catch(() => {});
      answer = Promise.race([answer, aborted(signal)]);
    }
    const given = await answer.catch((error) => {
      throw signal?.aborted ? error : new TypeError('fetch failed: ' + error.message, { cause: error });
    });
    const { Buffer } = builtIn('buffer');
    const response = new Response(Buffer.from(given.body ?? '', 'base64'), given);
    response.url = href;
    return response;
  };

  module.exports = { fetch, Headers, Response };
})
