// URL and URLSearchParams by the URL Standard of the WHATWG (url.spec.whatwg.org), and the module
// `url`. Names follow the standard.
(function (module) {
  'use strict';
  const SPECIAL = { __proto__: null, 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443, 'ftp:': 21, 'file:': null };
  const isSpecial = (url) => url.scheme in SPECIAL;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  // ---- percent-encoding

  const hex2 = (byte) => '%' + (byte < 16 ? '0' : '') + byte.toString(16).toUpperCase();
  const encodeSet = (also) => {
    const inSet = (code) => code <= 0x1f || code > 0x7e || also.includes(String.fromCharCode(code));
    return (text) => {
      let encoded = '';
      for (const char of text) {
        if (!inSet(char.codePointAt(0))) encoded += char;
        else for (const byte of encoder.encode(char)) encoded += hex2(byte);
      }
      return encoded;
    };
  };
  const FRAGMENT = ' "<>`';
  const PATH = ' "#<>?^`{}';
  const USERINFO = PATH + '/:;=@[\\]|';
  const encodeControl = encodeSet('');
  const encodeFragment = encodeSet(FRAGMENT);
  const encodeQuery = encodeSet(' "#<>');
  const encodeSpecialQuery = encodeSet(' "#<>\'');
  const encodePath = encodeSet(PATH);
  const encodeUserinfo = encodeSet(USERINFO);
  const encodeForm = encodeSet(USERINFO + "$&+,%!'()~");

  const percentDecode = (text) => {
    if (!text.includes('%')) return text;
    const bytes = encoder.encode(text);
    const decoded = [];
    for (let i = 0; i < bytes.length; i++) {
      const digits = bytes[i] === 37 ? String.fromCharCode(bytes[i + 1], bytes[i + 2]) : '';
      if (/^[0-9a-f]{2}$/i.test(digits)) {
        decoded.push(parseInt(digits, 16));
        i += 2;
      } else {
        decoded.push(bytes[i]);
      }
    }
    return decoder.decode(Uint8Array.from(decoded));
  };

  // ---- hosts

  class InvalidURL extends Error {}
  const fail = (why) => {
    throw new InvalidURL(why);
  };

  // RFC 3492, section 6.3.
  const punycode = (label) => {
    const input = Array.from(label, (char) => char.codePointAt(0));
    const basic = input.filter((code) => code < 128);
    let output = String.fromCodePoint(...basic) + (basic.length > 0 ? '-' : '');
    let [n, delta, bias, handled] = [128, 0, 72, basic.length];
    const digit = (d) => String.fromCharCode(d < 26 ? d + 97 : d + 22);
    const adapt = (value, points, first) => {
      let d = first ? Math.floor(value / 700) : value >> 1;
      d += Math.floor(d / points);
      let k = 0;
      for (; d > 455; k += 36) d = Math.floor(d / 35);
      return k + Math.floor((36 * d) / (d + 38));
    };
    while (handled < input.length) {
      const next = Math.min(...input.filter((code) => code >= n));
      delta += (next - n) * (handled + 1);
      n = next;
      for (const code of input) {
        if (code < n) delta++;
        if (code !== n) continue;
        let q = delta;
        for (let k = 36; ; k += 36) {
          const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
          if (q < t) break;
          output += digit(t + ((q - t) % (36 - t)));
          q = Math.floor((q - t) / (36 - t));
        }
        output += digit(q);
        bias = adapt(delta, handled + 1, handled === basic.length);
        delta = 0;
        handled++;
      }
      delta++;
      n++;
    }
    return 'xn--' + output;
  };

  const domainToASCII = (domain) => {
    const mapped = domain.normalize('NFKC').toLowerCase().normalize('NFC').replace(/[\u3002\uff0e\uff61]/g, '.').replace(/\u00ad|\u200b|\u2060|\ufeff/g, '');
    const ascii = mapped.split('.').map((label) => (/[^\0-\x7f]/.test(label) ? punycode(label) : label)).join('.');
    return ascii === '' ? fail('the host is empty') : ascii;
  };

  const parseIPv4Number = (part) => {
    if (part === '') return NaN;
    if (/^0x[0-9a-f]*$/i.test(part)) return part.length === 2 ? 0 : parseInt(part.slice(2), 16);
    if (/^0[0-7]*$/.test(part)) return parseInt(part, 8);
    return /^[0-9]+$/.test(part) && part[0] !== '0' ? parseInt(part, 10) : NaN;
  };
  const endsInNumber = (host) => {
    const parts = host.split('.');
    if (parts.at(-1) === '' && parts.length > 1) parts.pop();
    const last = parts.at(-1);
    return /^[0-9]+$/.test(last) || /^0x[0-9a-f]*$/i.test(last);
  };
  const parseIPv4 = (host) => {
    const parts = host.split('.');
    if (parts.at(-1) === '' && parts.length > 1) parts.pop();
    const numbers = parts.map(parseIPv4Number);
    const last = numbers.pop();
    if (parts.length > 4 || Number.isNaN(last) || numbers.some((number) => !(number <= 255)) || last >= 256 ** (4 - numbers.length)) {
      fail('not an IPv4 address: ' + host);
    }
    const address = numbers.reduce((sum, number, i) => sum + number * 256 ** (3 - i), last);
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  };

  const parseIPv6 = (text) => {
    const invalid = () => fail('not an IPv6 address: ' + text);
    const pieces = (part) => {
      if (part === '') return [];
      const words = part.split(':');
      const last = words.at(-1);
      if (last.includes('.')) {
        if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(last)) invalid();
        const bytes = last.split('.').map(Number);
        if (bytes.some((byte) => byte > 255)) invalid();
        words.splice(-1, 1, (bytes[0] * 256 + bytes[1]).toString(16), (bytes[2] * 256 + bytes[3]).toString(16));
      }
      return words.map((word) => (/^[0-9a-f]{1,4}$/i.test(word) ? parseInt(word, 16) : invalid()));
    };
    const halves = text.split('::');
    if (halves.length > 2) invalid();
    const head = pieces(halves[0]);
    const tail = halves.length === 2 ? pieces(halves[1]) : [];
    if (halves.length === 2 && halves[0].includes('.')) invalid();
    const missing = 8 - head.length - tail.length;
    if (halves.length === 1 ? missing !== 0 : missing < 1) invalid();
    const address = [...head, ...new Array(missing).fill(0), ...tail];
    return '[' + compressed(address) + ']';
  };
  const compressed = (address) => {
    let [best, bestLength] = [-1, 1];
    for (let i = 0; i < 8; i++) {
      let length = 0;
      while (address[i + length] === 0) length++;
      if (length > bestLength) [best, bestLength] = [i, length];
    }
    const hex = (pieces) => pieces.map((piece) => piece.toString(16)).join(':');
    return best < 0 ? hex(address) : hex(address.slice(0, best)) + '::' + hex(address.slice(best + bestLength));
  };

  const parseHost = (text, special) => {
    if (text.startsWith('[')) return text.endsWith(']') ? parseIPv6(text.slice(1, -1)) : fail('the IPv6 address has no end');
    if (!special) {
      if (/[\0\t\n\r #/:<>?@[\\\]^|]/.test(text)) fail('a host must not have such characters: ' + text);
      return encodeControl(text);
    }
    const host = domainToASCII(percentDecode(text));
    if (/[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/.test(host)) fail('a host must not have such characters: ' + text);
    return endsInNumber(host) ? parseIPv4(host) : host;
  };

  // ---- the parser: a record { scheme, username, password, host, port, path, query, fragment }. The
  // path is a list, or a text if it is opaque.

  const isWindowsLetter = (text) => /^[A-Za-z][:|]$/.test(text);
  const startsWithWindowsLetter = (text) => /^[A-Za-z][:|](?:[/\\?#]|$)/.test(text);

  const shorten = (url) => {
    if (url.scheme === 'file:' && url.path.length === 1 && /^[A-Za-z]:$/.test(url.path[0])) return;
    url.path.pop();
  };

  const parsePath = (url, text) => {
    const special = isSpecial(url);
    const parts = text.split(special ? /[/\\]/ : '/');
    parts.forEach((part, i) => {
      const last = i === parts.length - 1;
      if (/^(?:\.|%2e){2}$/i.test(part)) {
        shorten(url);
        if (last) url.path.push('');
      } else if (/^(?:\.|%2e)$/i.test(part)) {
        if (last) url.path.push('');
      } else if (url.scheme === 'file:' && url.path.length === 0 && isWindowsLetter(part)) {
        url.path.push(part[0] + ':');
      } else {
        url.path.push(encodePath(part));
      }
    });
  };

  const parsePort = (url, text) => {
    if (text === '') {
      url.port = null;
      return;
    }
    if (!/^[0-9]+$/.test(text) || Number(text) > 65535) fail('not a port: ' + text);
    url.port = Number(text) === SPECIAL[url.scheme] ? null : Number(text);
  };

  const parseAuthority = (url, text) => {
    const at = text.lastIndexOf('@');
    if (at >= 0) {
      const credentials = text.slice(0, at);
      const colon = credentials.indexOf(':');
      url.username = encodeUserinfo(colon < 0 ? credentials : credentials.slice(0, colon));
      url.password = colon < 0 ? '' : encodeUserinfo(credentials.slice(colon + 1));
    }
    const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text.slice(at + 1)) ?? fail('not a host: ' + text);
    if (host === '' && (isSpecial(url) || at >= 0 || port !== undefined)) fail('the host is empty');
    url.host = host === '' ? '' : parseHost(host, isSpecial(url));
    if (port !== undefined) parsePort(url, port);
  };

  // What comes after the scheme, without query and fragment.
  const parseRest = (url, rest, base) => {
    const special = isSpecial(url);
    const slashes = special ? /^[/\\]{2}/ : /^\/\//;
    const authorityEnd = special ? /[/\\]/ : /\//;
    const authority = (text) => {
      const end = text.search(authorityEnd);
      parseAuthority(url, end < 0 ? text : text.slice(0, end));
      const path = end < 0 ? '' : text.slice(end + 1);
      if (end >= 0 || special) parsePath(url, path);
    };
    if (url.scheme === 'file:') return parseFile(url, rest, base);
    if (special && (base === null || base.scheme !== url.scheme)) return authority(rest.replace(/^[/\\]+/, ''));
    if (slashes.test(rest)) return authority(special ? rest.replace(/^[/\\]+/, '') : rest.slice(2));
    if (base !== null) return parseRelative(url, rest, base);
    if (rest.startsWith('/')) return parsePath(url, rest.slice(1));
    url.path = encodeControl(rest);
  };

  const parseRelative = (url, rest, base) => {
    Object.assign(url, { username: base.username, password: base.password, host: base.host, port: base.port });
    if (/^\//.test(rest) || (isSpecial(url) && rest.startsWith('\\'))) return parsePath(url, rest.slice(1));
    url.path = [...base.path];
    if (rest === '') {
      url.query ??= base.query;
    } else {
      shorten(url);
      parsePath(url, rest);
    }
  };

  const parseFile = (url, rest, base) => {
    url.host = '';
    const fromFile = base !== null && base.scheme === 'file:';
    if (/^[/\\]{2}/.test(rest)) {
      const text = rest.slice(2);
      const end = text.search(/[/\\]/);
      const host = end < 0 ? text : text.slice(0, end);
      if (isWindowsLetter(host)) return parsePath(url, text);
      const parsed = host === '' ? '' : parseHost(host, true);
      url.host = parsed === 'localhost' ? '' : parsed;
      return parsePath(url, end < 0 ? '' : text.slice(end + 1));
    }
    if (/^[/\\]/.test(rest)) {
      if (fromFile) {
        url.host = base.host;
        if (!startsWithWindowsLetter(rest.slice(1)) && /^[A-Za-z]:$/.test(base.path[0] ?? '')) url.path.push(base.path[0]);
      }
      return parsePath(url, rest.slice(1));
    }
    if (!fromFile) return parsePath(url, rest);
    url.host = base.host;
    if (rest === '') {
      url.path = [...base.path];
      url.query ??= base.query;
    } else {
      if (!startsWithWindowsLetter(rest)) {
        url.path = [...base.path];
        shorten(url);
      }
      parsePath(url, rest);
    }
  };

  const parse = (text, base = null) => {
    let input = text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
    const url = { scheme: '', username: '', password: '', host: null, port: null, path: [], query: null, fragment: null };
    const hash = input.indexOf('#');
    if (hash >= 0) {
      url.fragment = encodeFragment(input.slice(hash + 1));
      input = input.slice(0, hash);
    }
    const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(input)?.[0];
    let from = base;
    if (scheme !== undefined) {
      url.scheme = scheme.toLowerCase();
      input = input.slice(scheme.length);
      // A special scheme may be given again before what is relative.
      const again = from !== null && from.scheme === url.scheme && isSpecial(url) && !/^[/\\]{2}/.test(input);
      if (!again) from = null;
    } else {
      if (from === null) fail('it has no scheme');
      url.scheme = from.scheme;
    }
    const question = input.indexOf('?');
    if (question >= 0) {
      url.query = (isSpecial(url) ? encodeSpecialQuery : encodeQuery)(input.slice(question + 1));
      input = input.slice(0, question);
    }
    if (from !== null && typeof from.path === 'string') {
      if (input !== '' || question >= 0 || hash < 0) fail('what is relative needs a base with a path');
      return { ...from, fragment: url.fragment };
    }
    parseRest(url, input, from);
    if (typeof url.path === 'string' && url.path.endsWith(' ')) url.path = url.path.replace(/ +$/, (spaces) => spaces.slice(0, -1) + '%20');
    return url;
  };

  const pathOf = (url) => {
    if (typeof url.path === 'string') return url.path;
    return url.path.map((part) => '/' + part).join('');
  };
  const serialize = (url) => {
    let text = url.scheme;
    if (url.host !== null) {
      text += '//';
      if (url.username !== '' || url.password !== '') text += url.username + (url.password === '' ? '' : ':' + url.password) + '@';
      text += url.host + (url.port === null ? '' : ':' + url.port);
    } else if (typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '') {
      text += '/.';
    }
    return text + pathOf(url) + (url.query === null ? '' : '?' + url.query) + (url.fragment === null ? '' : '#' + url.fragment);
  };

  // ---- URLSearchParams

  const formDecode = (text) => percentDecode(text.replaceAll('+', ' '));
  const formEncode = (text) => encodeForm(text).replaceAll('%20', '+');
  const parseForm = (text) =>
    text.split('&').filter((pair) => pair !== '').map((pair) => {
      const end = pair.indexOf('=');
      return end < 0 ? [formDecode(pair), ''] : [formDecode(pair.slice(0, end)), formDecode(pair.slice(end + 1))];
    });
  const wellFormed = (value) => String(value).toWellFormed();

  class URLSearchParams {
    #list = [];
    #changed = () => {};
    constructor(init = '') {
      if (init !== null && (typeof init === 'object' || typeof init === 'function')) {
        const pairs = typeof init[Symbol.iterator] === 'function' ? [...init] : Object.entries(init);
        this.#list = pairs.map((pair) => {
          const values = [...pair];
          if (values.length !== 2) throw new TypeError('each query pair must be a name and a value');
          return values.map(wellFormed);
        });
      } else {
        this.#list = parseForm(wellFormed(init).replace(/^\?/, ''));
      }
    }
    static of(query, changed) {
      const params = new URLSearchParams(query);
      params.#changed = changed;
      return params;
    }
    static reset(params, query) {
      params.#list = parseForm(query);
    }
    get size() {
      return this.#list.length;
    }
    append(name, value) {
      this.#list.push([wellFormed(name), wellFormed(value)]);
      this.#changed();
    }
    delete(name, value) {
      this.#list = this.#list.filter((pair) => pair[0] !== wellFormed(name) || (value !== undefined && pair[1] !== wellFormed(value)));
      this.#changed();
    }
    get(name) {
      return this.#list.find((pair) => pair[0] === wellFormed(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#list.filter((pair) => pair[0] === wellFormed(name)).map((pair) => pair[1]);
    }
    has(name, value) {
      return this.#list.some((pair) => pair[0] === wellFormed(name) && (value === undefined || pair[1] === wellFormed(value)));
    }
    set(name, value) {
      const index = this.#list.findIndex((pair) => pair[0] === wellFormed(name));
      if (index < 0) return this.append(name, value);
      this.#list[index][1] = wellFormed(value);
      this.#list = this.#list.filter((pair, i) => i <= index || pair[0] !== wellFormed(name));
      this.#changed();
    }
    sort() {
      this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#changed();
    }
    forEach(f, self) {
      for (const [name, value] of this) f.call(self, value, name, this);
    }
    *entries() {
      for (let i = 0; i < this.#list.length; i++) yield [...this.#list[i]];
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
    toString() {
      return this.#list.map((pair) => pair.map(formEncode).join('=')).join('&');
    }
    get [Symbol.toStringTag]() {
      return 'URLSearchParams';
    }
  }
  const { of: paramsOf, reset } = URLSearchParams;
  delete URLSearchParams.of;
  delete URLSearchParams.reset;

  // ---- URL

  class URL {
    #url;
    #params;
    constructor(text, base) {
      const given = String(text).toWellFormed();
      try {
        this.#url = parse(given, base === undefined ? null : parse(String(base).toWellFormed()));
      } catch (failure) {
        if (!(failure instanceof InvalidURL)) throw failure;
        const error = new TypeError('Invalid URL: ' + given + ': ' + failure.message);
        error.code = 'ERR_INVALID_URL';
        error.input = given;
        throw error;
      }
    }
    static canParse(text, base) {
      return URL.parse(text, base) !== null;
    }
    static parse(text, base) {
      try {
        return new URL(text, base);
      } catch {
        return null;
      }
    }
    // Does a change, or nothing if what is set is invalid.
    #set(change) {
      const changed = { ...this.#url, path: Array.isArray(this.#url.path) ? [...this.#url.path] : this.#url.path };
      try {
        change(changed);
        this.#url = changed;
      } catch (failure) {
        if (!(failure instanceof InvalidURL)) throw failure;
      }
    }
    get href() {
      return serialize(this.#url);
    }
    set href(value) {
      this.#url = new URL(value).#url;
      if (this.#params !== undefined) reset(this.#params, this.#url.query ?? '');
    }
    get origin() {
      const { scheme, path } = this.#url;
      if (scheme === 'blob:') return URL.parse(path)?.origin ?? 'null';
      return isSpecial(this.#url) && scheme !== 'file:' ? scheme + '//' + this.host : 'null';
    }
    get protocol() {
      return this.#url.scheme;
    }
    set protocol(value) {
      const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:|$)/.exec(value)?.[0].toLowerCase();
      if (scheme === undefined) return;
      const { host, port, username, password } = this.#url;
      if (scheme + ':' in SPECIAL !== isSpecial(this.#url)) return;
      if (scheme === 'file' && (username !== '' || password !== '' || port !== null)) return;
      if (this.#url.scheme === 'file:' && host === '') return;
      this.#set((url) => {
        url.scheme = scheme + ':';
        if (url.port === SPECIAL[url.scheme]) url.port = null;
      });
    }
    #hasNoAuthority() {
      const { host, scheme } = this.#url;
      return host === null || host === '' || scheme === 'file:';
    }
    get username() {
      return this.#url.username;
    }
    set username(value) {
      if (!this.#hasNoAuthority()) this.#set((url) => (url.username = encodeUserinfo(wellFormed(value))));
    }
    get password() {
      return this.#url.password;
    }
    set password(value) {
      if (!this.#hasNoAuthority()) this.#set((url) => (url.password = encodeUserinfo(wellFormed(value))));
    }
    get host() {
      const { host, port } = this.#url;
      return host === null ? '' : host + (port === null ? '' : ':' + port);
    }
    set host(value) {
      const [, host, port] = /^(\[[^\]]*\]|[^:/?#\\]*)(?::([0-9]*))?/.exec(value);
      this.hostname = host;
      if (port) this.port = port;
    }
    get hostname() {
      return this.#url.host ?? '';
    }
    set hostname(value) {
      if (typeof this.#url.path === 'string') return;
      this.#set((url) => {
        const [host] = /^(?:\[[^\]]*\]|[^:/?#\\]*)/.exec(value);
        if (host === '' && isSpecial(url) && url.scheme !== 'file:') fail('the host is empty');
        url.host = host === '' ? '' : parseHost(host, isSpecial(url));
      });
    }
    get port() {
      return this.#url.port === null ? '' : String(this.#url.port);
    }
    set port(value) {
      if (this.#hasNoAuthority()) return;
      const digits = /^[0-9]*/.exec(value)[0];
      if (digits === '' && value !== '') return;
      this.#set((url) => parsePort(url, digits));
    }
    get pathname() {
      return pathOf(this.#url);
    }
    set pathname(value) {
      if (typeof this.#url.path === 'string') return;
      this.#set((url) => {
        url.path = [];
        const text = wellFormed(value);
        parsePath(url, text.replace(isSpecial(url) ? /^[/\\]/ : /^\//, '').replaceAll('?', '%3F').replaceAll('#', '%23'));
      });
    }
    get search() {
      return this.#url.query ? '?' + this.#url.query : '';
    }
    set search(value) {
      const text = wellFormed(value).replace(/^\?/, '');
      this.#url.query = text === '' ? null : (isSpecial(this.#url) ? encodeSpecialQuery : encodeQuery)(text);
      if (this.#params !== undefined) reset(this.#params, text);
    }
    get searchParams() {
      return (this.#params ??= paramsOf(this.#url.query ?? '', () => (this.#url.query = this.#params.toString() || null)));
    }
    get hash() {
      return this.#url.fragment ? '#' + this.#url.fragment : '';
    }
    set hash(value) {
      const text = wellFormed(value).replace(/^#/, '');
      this.#url.fragment = text === '' ? null : encodeFragment(text);
    }
    toString() {
      return this.href;
    }
    toJSON() {
      return this.href;
    }
    get [Symbol.toStringTag]() {
      return 'URL';
    }
  }

  const fileURLToPath = (url) => {
    const { protocol, pathname } = new URL(url);
    if (protocol !== 'file:') throw new TypeError('it must be a file URL: ' + url);
    return decodeURIComponent(pathname);
  };
  const pathToFileURL = (path) => {
    const url = new URL('file:///');
    url.pathname = path.replaceAll('%', '%25').replaceAll('\\', '%5C');
    return url;
  };

  module.exports = { URL, URLSearchParams, fileURLToPath, pathToFileURL, domainToASCII };
})
