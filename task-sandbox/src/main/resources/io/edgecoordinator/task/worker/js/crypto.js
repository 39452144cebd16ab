// The global `crypto` and the module of that name: random values and digests.
(function (module, builtIn, given) {
  'use strict';
  const { host } = given;
  const MAX_RANDOM = 65536;
  const ALGORITHMS = { md5: 'MD5', sha1: 'SHA-1', sha224: 'SHA-224', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
  const BLOCK = { md5: 64, sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 };

  const fill = (view, from, to) => {
    for (let at = from; at < to; at += MAX_RANDOM) {
      host.random(view.buffer, view.byteOffset + at, Math.min(MAX_RANDOM, to - at));
    }
    return view;
  };

  const randomUUID = () => host.uuid();

  const getRandomValues = (view) => {
    if (!ArrayBuffer.isView(view) || view instanceof DataView || view instanceof Float32Array || view instanceof Float64Array) {
      throw new TypeError('getRandomValues(array): it must be an array of integers');
    }
    if (view.byteLength > MAX_RANDOM) {
      const { DOMException } = builtIn('web');
      throw new DOMException('at most ' + MAX_RANDOM + ' bytes at once, not ' + view.byteLength, 'QuotaExceededError');
    }
    return fill(view, 0, view.byteLength);
  };

  const randomFillSync = (view, from = 0, size = view.byteLength - from) => fill(view, from, from + size);

  const randomBytes = (size, callback) => {
    const bytes = fill(builtIn('buffer').Buffer.alloc(size), 0, size);
    if (callback === undefined) return bytes;
    queueMicrotask(() => callback(null, bytes));
  };

  const randomInt = (from, to) => {
    const [low, high] = to === undefined ? [0, from] : [from, to];
    const size = high - low;
    if (!(size > 0 && size <= 2 ** 48)) throw new RangeError('randomInt(min, max): max must be more than min');
    for (;;) {
      const bytes = randomBytes(6);
      const value = bytes.readUIntBE(0, 6);
      if (value < 2 ** 48 - (2 ** 48 % size)) return low + (value % size);
    }
  };

  const algorithmOf = (name) => {
    const known = String(name).toLowerCase().replace('-', '');
    if (ALGORITHMS[known] === undefined) {
      throw new Error('no digest ' + name + ' here; there are ' + Object.keys(ALGORITHMS).join(', '));
    }
    return known;
  };
  const bytesOf = (data, encoding) => {
    const { Buffer } = builtIn('buffer');
    return typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  };
  const digestOf = (algorithm, bytes) => {
    const digest = host.digest(ALGORITHMS[algorithm], bytes.buffer, bytes.byteOffset, bytes.byteLength, (size) => new ArrayBuffer(size));
    return builtIn('buffer').Buffer.from(digest);
  };

  class Hash {
    #algorithm;
    #parts = [];
    constructor(algorithm) {
      this.#algorithm = algorithm;
    }
    update(data, encoding) {
      this.#parts.push(Uint8Array.from(bytesOf(data, encoding)));
      return this;
    }
    digest(encoding) {
      const digest = this.finish(builtIn('buffer').Buffer.concat(this.#parts));
      return encoding === undefined ? digest : digest.toString(encoding);
    }
    finish(bytes) {
      return digestOf(this.#algorithm, bytes);
    }
  }

  class Hmac extends Hash {
    #algorithm;
    #key;
    constructor(algorithm, key) {
      super(algorithm);
      this.#algorithm = algorithm;
      const bytes = bytesOf(key);
      const short = bytes.length > BLOCK[algorithm] ? digestOf(algorithm, bytes) : bytes;
      this.#key = builtIn('buffer').Buffer.alloc(BLOCK[algorithm]);
      this.#key.set(short);
    }
    finish(bytes) {
      const { Buffer } = builtIn('buffer');
      const inner = digestOf(this.#algorithm, Buffer.concat([this.#key.map((b) => b ^ 0x36), bytes]));
      return digestOf(this.#algorithm, Buffer.concat([this.#key.map((b) => b ^ 0x5c), inner]));
    }
  }

  const timingSafeEqual = (a, b) => {
    if (a.byteLength !== b.byteLength) throw new RangeError('timingSafeEqual(a, b): they must be of the same length');
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
    return difference === 0;
  };

  const webcrypto = Object.freeze({ randomUUID, getRandomValues });
  module.exports = {
    webcrypto, randomUUID, getRandomValues, randomFillSync, randomBytes, randomInt, timingSafeEqual,
    createHash: (name) => new Hash(algorithmOf(name)),
    createHmac: (name, key) => new Hmac(algorithmOf(name), key),
    getHashes: () => Object.keys(ALGORITHMS),
  };
})
