// TextDecoder: the language has UTF-8 and UTF-16; this adds what the Encoding Standard calls
// windows-1252, which is also meant by latin1 and ascii.
(function (module, builtIn, given) {
  'use strict';
  const { NativeDecoder } = given;
  const LABELS = /^(?:ascii|us-ascii|latin1|l1|iso-?8859-?1|iso_8859-1|windows-1252|cp1252|x-cp1252)$/;
  const HIGH =
    '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
    '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

  class TextDecoder {
    #native = null;
    #options;
    constructor(label = 'utf-8', options = {}) {
      const name = String(label).trim().toLowerCase();
      this.#options = options;
      if (!LABELS.test(name)) this.#native = new NativeDecoder(name, options);
    }
    get encoding() {
      return this.#native === null ? 'windows-1252' : this.#native.encoding;
    }
    get fatal() {
      return this.#options.fatal === true;
    }
    get ignoreBOM() {
      return this.#options.ignoreBOM === true;
    }
    decode(input = new Uint8Array(0), options = {}) {
      if (this.#native !== null) return this.#native.decode(input, options);
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      let text = '';
      for (let i = 0; i < bytes.length; i++) {
        const byte = bytes[i];
        text += byte >= 0x80 && byte < 0xa0 ? HIGH[byte - 0x80] : String.fromCharCode(byte);
      }
      return text;
    }
  }

  module.exports = { TextDecoder };
})
