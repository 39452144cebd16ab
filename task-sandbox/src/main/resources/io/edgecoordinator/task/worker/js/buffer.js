// Buffer, atob and btoa: a Buffer is a Uint8Array that can read, write and spell out.
(function (module, builtIn, given) {
  'use strict';
  const { host } = given;
  const CHUNK = 4096;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });

  const latin1Of = (bytes, mask = 0xff) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += CHUNK) {
      text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK).map((byte) => byte & mask));
    }
    return text;
  };
  const bytesOfLatin1 = (text) => {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
  const makeBuffer = (size) => new ArrayBuffer(size);
  const toBase64 = (bytes) => host.toBase64(bytes.buffer, bytes.byteOffset, bytes.length);
  const fromBase64 = (text) => {
    const buffer = host.fromBase64(text, makeBuffer);
    return buffer === null ? null : new Uint8Array(buffer);
  };

  // Forgiving, as in Node.js: what is no base64 is passed over, '=' ends it.
  const fromBase64Loosely = (text) => {
    const clean = text.replace(/=[^]*$/, '').replaceAll('-', '+').replaceAll('_', '/').replace(/[^A-Za-z0-9+/]/g, '');
    return fromBase64(clean.length % 4 === 1 ? clean.slice(0, -1) : clean) ?? new Uint8Array(0);
  };

  const encodings = {
    utf8: { bytes: (text) => encoder.encode(text), text: (bytes) => decoder.decode(bytes) },
    latin1: { bytes: bytesOfLatin1, text: (bytes) => latin1Of(bytes) },
    ascii: { bytes: bytesOfLatin1, text: (bytes) => latin1Of(bytes, 0x7f) },
    base64: { bytes: fromBase64Loosely, text: toBase64 },
    base64url: {
      bytes: fromBase64Loosely,
      text: (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    },
    hex: {
      bytes: (text) => {
        const digits = /^(?:[0-9a-f]{2})*/i.exec(text)[0];
        const bytes = new Uint8Array(digits.length / 2);
        for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.substr(2 * i, 2), 16);
        return bytes;
      },
      text: (bytes) => {
        let text = '';
        for (let i = 0; i < bytes.length; i++) text += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
        return text;
      },
    },
    utf16le: {
      bytes: (text) => {
        const bytes = new Uint8Array(2 * text.length);
        for (let i = 0; i < text.length; i++) {
          bytes[2 * i] = text.charCodeAt(i);
          bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
        }
        return bytes;
      },
      text: (bytes) => utf16.decode(bytes.subarray(0, bytes.length & ~1)),
    },
  };
  const ALIASES = { 'utf-8': 'utf8', binary: 'latin1', ucs2: 'utf16le', 'ucs-2': 'utf16le', 'utf-16le': 'utf16le' };
  const encodingOf = (name = 'utf8') => {
    const lower = String(name).toLowerCase();
    const encoding = encodings[ALIASES[lower] ?? lower];
    if (encoding === undefined) throw new TypeError('Unknown encoding: ' + name);
    return encoding;
  };

  const asBuffer = (bytes) => new Buffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bytesOf = (value, encoding) => (typeof value === 'string' ? encodingOf(encoding).bytes(value) : value);

  class Buffer extends Uint8Array {
    static poolSize = 0;

    static from(value, encodingOrOffset, length) {
      if (typeof value === 'string') return asBuffer(encodingOf(encodingOrOffset).bytes(value));
      if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
        return new Buffer(value, encodingOrOffset, length);
      }
      if (value !== null && typeof value === 'object') {
        if (ArrayBuffer.isView(value)) return asBuffer(Uint8Array.from(value));
        if (value.type === 'Buffer' && Array.isArray(value.data)) return asBuffer(Uint8Array.from(value.data));
        if (typeof value.length === 'number') return asBuffer(Uint8Array.from(value));
        const primitive = value.valueOf();
        if (primitive !== value) return Buffer.from(primitive, encodingOrOffset, length);
      }
      throw new TypeError('Buffer.from(value): it must be a text, an array or a buffer, not ' + typeof value);
    }
    static of(...bytes) {
      return asBuffer(Uint8Array.from(bytes));
    }
    static alloc(size, fill, encoding) {
      const buffer = new Buffer(size);
      return fill === undefined || fill === 0 ? buffer : buffer.fill(fill, encoding);
    }
    static allocUnsafe(size) {
      return new Buffer(size);
    }
    static allocUnsafeSlow(size) {
      return new Buffer(size);
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    static isEncoding(name) {
      return encodings[ALIASES[String(name).toLowerCase()] ?? String(name).toLowerCase()] !== undefined;
    }
    static byteLength(value, encoding) {
      return typeof value === 'string' ? encodingOf(encoding).bytes(value).length : value.byteLength;
    }
    static concat(list, total = list.reduce((sum, one) => sum + one.length, 0)) {
      const whole = Buffer.alloc(total);
      let at = 0;
      for (const one of list) {
        whole.set(at + one.length > total ? one.subarray(0, total - at) : one, at);
        at += one.length;
        if (at >= total) break;
      }
      return whole;
    }
    static compare(a, b) {
      const shorter = Math.min(a.length, b.length);
      for (let i = 0; i < shorter; i++) {
        if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      }
      return Math.sign(a.length - b.length);
    }

    get parent() {
      return this.buffer;
    }
    toString(encoding, start = 0, end = this.length) {
      const bytes = start === 0 && end >= this.length ? this : this.subarray(start, Math.max(start, end));
      return encodingOf(encoding).text(bytes);
    }
    toLocaleString(encoding) {
      return this.toString(encoding);
    }
    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }
    equals(other) {
      return Buffer.compare(this, other) === 0;
    }
    compare(other) {
      return Buffer.compare(this, other);
    }
    // Shares the bytes, as in Node.js and unlike Uint8Array.
    slice(start, end) {
      return this.subarray(start, end);
    }
    copy(target, targetStart = 0, start = 0, end = this.length) {
      const bytes = this.subarray(start, Math.min(end, start + target.length - targetStart));
      target.set(bytes, targetStart);
      return bytes.length;
    }
    write(text, offset = 0, length, encoding) {
      if (typeof offset === 'string') return this.write(text, 0, undefined, offset);
      if (typeof length === 'string') return this.write(text, offset, undefined, length);
      const room = Math.min(length ?? Infinity, this.length - offset);
      const bytes = encodingOf(encoding).bytes(text);
      const written = bytes.length > room ? bytes.subarray(0, room) : bytes;
      this.set(written, offset);
      return written.length;
    }
    fill(value, offset, end, encoding) {
      if (typeof offset === 'string') return this.fill(value, 0, this.length, offset);
      if (typeof value === 'number') return super.fill(value & 0xff, offset, end);
      const bytes = bytesOf(value, encoding);
      const to = end ?? this.length;
      for (let i = offset ?? 0, j = 0; i < to; i++, j++) this[i] = bytes.length === 0 ? 0 : bytes[j % bytes.length];
      return this;
    }
    indexOf(value, from = 0, encoding) {
      if (typeof value === 'number') return super.indexOf(value & 0xff, from);
      const bytes = bytesOf(value, encoding);
      for (let i = from < 0 ? Math.max(0, this.length + from) : from; i + bytes.length <= this.length; i++) {
        let j = 0;
        while (j < bytes.length && this[i + j] === bytes[j]) j++;
        if (j === bytes.length) return i;
      }
      return -1;
    }
    includes(value, from, encoding) {
      return this.indexOf(value, from, encoding) >= 0;
    }
    swap16() {
      for (let i = 0; i + 1 < this.length; i += 2) [this[i], this[i + 1]] = [this[i + 1], this[i]];
      return this;
    }
    readUIntBE(offset, size) {
      this.#check(offset, size);
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 256 + this[offset + i];
      return value;
    }
    readUIntLE(offset, size) {
      this.#check(offset, size);
      let value = 0;
      for (let i = size - 1; i >= 0; i--) value = value * 256 + this[offset + i];
      return value;
    }
    readIntBE(offset, size) {
      const value = this.readUIntBE(offset, size);
      return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
    }
    readIntLE(offset, size) {
      const value = this.readUIntLE(offset, size);
      return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
    }
    writeUIntBE(value, offset, size) {
      this.#check(offset, size);
      let rest = value < 0 ? value + 2 ** (8 * size) : value;
      for (let i = size - 1; i >= 0; i--, rest = Math.floor(rest / 256)) this[offset + i] = rest % 256;
      return offset + size;
    }
    writeUIntLE(value, offset, size) {
      this.#check(offset, size);
      let rest = value < 0 ? value + 2 ** (8 * size) : value;
      for (let i = 0; i < size; i++, rest = Math.floor(rest / 256)) this[offset + i] = rest % 256;
      return offset + size;
    }
    #check(offset, size) {
      if (!(offset >= 0 && offset + size <= this.length)) {
        throw new RangeError('offset ' + offset + ' with ' + size + ' bytes is not within 0 to ' + this.length);
      }
    }
    static view(buffer, offset, size) {
      buffer.#check(offset, size);
      return new DataView(buffer.buffer, buffer.byteOffset + offset, size);
    }
  }
  const { view } = Buffer;
  delete Buffer.view;

  // readInt8, readUInt16BE, writeDoubleLE and so on: by DataView.
  const numbers = {
    Int8: ['Int8', 1], UInt8: ['Uint8', 1], Int16: ['Int16', 2], UInt16: ['Uint16', 2], Int32: ['Int32', 4],
    UInt32: ['Uint32', 4], BigInt64: ['BigInt64', 8], BigUInt64: ['BigUint64', 8], Float: ['Float32', 4], Double: ['Float64', 8],
  };
  const method = (name, value) => {
    Object.defineProperty(Buffer.prototype, name, { value, writable: true, configurable: true });
    const alias = name.replace('UInt', 'Uint');
    if (alias !== name) Object.defineProperty(Buffer.prototype, alias, { value, writable: true, configurable: true });
  };
  for (const [name, [kind, size]] of Object.entries(numbers)) {
    for (const [suffix, little] of size === 1 ? [['', false]] : [['BE', false], ['LE', true]]) {
      method('read' + name + suffix, function (offset = 0) {
        return view(this, offset, size)['get' + kind](0, little);
      });
      method('write' + name + suffix, function (value, offset = 0) {
        view(this, offset, size)['set' + kind](0, value, little);
        return offset + size;
      });
    }
  }
  for (const end of ['BE', 'LE']) {
    method('writeInt' + end, Buffer.prototype['writeUInt' + end]);
    method('readUint' + end, Buffer.prototype['readUInt' + end]);
    method('writeUint' + end, Buffer.prototype['writeUInt' + end]);
  }

  // As in Node.js it can be called without `new`.
  const callable = new Proxy(Buffer, {
    apply: (_, self, [value, ...rest]) => (typeof value === 'number' ? Buffer.alloc(value) : Buffer.from(value, ...rest)),
    construct: (_, [value, ...rest], target) =>
      target !== callable ? Reflect.construct(Buffer, [value, ...rest], target)
      : typeof value === 'number' ? Buffer.alloc(value) : Buffer.from(value, ...rest),
  });
  Object.defineProperty(Buffer.prototype, 'constructor', { value: callable, writable: true, configurable: true });
  Object.defineProperty(Buffer, Symbol.species, { get: () => Buffer });

  const invalid = (what) => new (builtIn('web').DOMException)(what, 'InvalidCharacterError');
  const btoa = (value) => {
    const text = String(value);
    if (/[^\0-\xff]/.test(text)) throw invalid('btoa: the text has characters beyond Latin-1');
    return toBase64(bytesOfLatin1(text));
  };
  const atob = (value) => {
    let text = String(value).replace(/[\t\n\f\r ]/g, '');
    if (text.length % 4 === 0) text = text.replace(/==?$/, '');
    if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw invalid('atob: the text is not base64');
    return latin1Of(fromBase64(text) ?? new Uint8Array(0));
  };

  module.exports = { Buffer: callable, atob, btoa, kMaxLength: 2 ** 31 - 1, constants: { MAX_LENGTH: 2 ** 31 - 1 } };
})
