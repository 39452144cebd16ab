// DOMException, Event, EventTarget, AbortController and AbortSignal, as far as code without a page
// needs them.
(function (module, builtIn, given) {
  'use strict';
  const { timersOf } = given;
  const CODES = { AbortError: 20, QuotaExceededError: 22, TimeoutError: 23, InvalidCharacterError: 5, DataCloneError: 25 };

  class DOMException extends Error {
    constructor(message = '', name = 'Error') {
      super(message);
      Object.defineProperty(this, 'name', {
        value: typeof name === 'object' ? name.name ?? 'Error' : String(name), configurable: true, writable: true,
      });
    }
    get code() {
      return CODES[this.name] ?? 0;
    }
  }

  class Event {
    #stopped = false;
    #prevented = false;
    constructor(type, { bubbles = false, cancelable = false, composed = false } = {}) {
      Object.assign(this, { type: String(type), bubbles, cancelable, composed });
      this.target = null;
      this.currentTarget = null;
      this.timeStamp = performance.now();
    }
    get defaultPrevented() {
      return this.#prevented;
    }
    preventDefault() {
      if (this.cancelable) this.#prevented = true;
    }
    stopPropagation() {}
    stopImmediatePropagation() {
      this.#stopped = true;
    }
    static isStopped(event) {
      return event.#stopped;
    }
  }
  const { isStopped } = Event;
  delete Event.isStopped;

  class CustomEvent extends Event {
    constructor(type, options = {}) {
      super(type, options);
      this.detail = options.detail ?? null;
    }
  }

  class EventTarget {
    #listeners = new Map();
    addEventListener(type, listener, options = {}) {
      if (listener === null || listener === undefined || options.signal?.aborted) return;
      const listeners = this.#listeners.get(type) ?? [];
      if (listeners.some((entry) => entry.listener === listener)) return;
      this.#listeners.set(type, [...listeners, { listener, once: options.once === true }]);
      options.signal?.addEventListener('abort', () => this.removeEventListener(type, listener));
    }
    removeEventListener(type, listener) {
      const listeners = this.#listeners.get(type) ?? [];
      this.#listeners.set(type, listeners.filter((entry) => entry.listener !== listener));
    }
    dispatchEvent(event) {
      event.target = this;
      event.currentTarget = this;
      for (const { listener, once } of this.#listeners.get(event.type) ?? []) {
        if (once) this.removeEventListener(event.type, listener);
        if (typeof listener === 'function') listener.call(this, event);
        else listener.handleEvent(event);
        if (isStopped(event)) break;
      }
      event.currentTarget = null;
      return !event.defaultPrevented;
    }
  }

  let making = false;
  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason;
    onabort = null;
    constructor() {
      if (!making) throw new TypeError('Illegal constructor');
      super();
    }
    get aborted() {
      return this.#aborted;
    }
    get reason() {
      return this.#reason;
    }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }
    static make() {
      making = true;
      try {
        return new AbortSignal();
      } finally {
        making = false;
      }
    }
    static end(signal, reason) {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
      const event = new Event('abort');
      if (typeof signal.onabort === 'function') signal.onabort(event);
      signal.dispatchEvent(event);
    }
    static abort(reason) {
      const signal = make();
      end(signal, reason);
      return signal;
    }
    static timeout(milliseconds) {
      const signal = make();
      const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      timersOf().setTimeout(() => end(signal, reason), milliseconds);
      return signal;
    }
    static any(signals) {
      const all = [...signals];
      const done = all.find((one) => one.aborted);
      if (done !== undefined) return AbortSignal.abort(done.reason);
      const signal = make();
      for (const one of all) one.addEventListener('abort', () => end(signal, one.reason), { once: true });
      return signal;
    }
  }
  const { make, end } = AbortSignal;
  delete AbortSignal.make;
  delete AbortSignal.end;

  class AbortController {
    #signal = make();
    get signal() {
      return this.#signal;
    }
    abort(reason) {
      end(this.#signal, reason);
    }
  }

  module.exports = { DOMException, Event, CustomEvent, EventTarget, AbortController, AbortSignal };
})
