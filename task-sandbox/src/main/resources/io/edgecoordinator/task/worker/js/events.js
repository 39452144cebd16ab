// The module `events`: a small EventEmitter.
(function (module) {
  'use strict';
  class EventEmitter {
    static defaultMaxListeners = 10;

    // Made when first needed: classes of the old kind call no constructor.
    static #of(emitter) {
      if (!Object.hasOwn(emitter, '_events') || emitter._events === undefined) {
        Object.defineProperty(emitter, '_events', { value: new Map(), writable: true, configurable: true });
      }
      return emitter._events;
    }

    static #add(emitter, name, listener, wrapper, first) {
      if (typeof listener !== 'function') {
        throw new TypeError('the listener must be a function, not ' + typeof listener);
      }
      const events = EventEmitter.#of(emitter);
      if (events.has('newListener')) emitter.emit('newListener', name, listener);
      const entry = { listener, run: wrapper ?? listener };
      const before = events.get(name) ?? [];
      events.set(name, first ? [entry, ...before] : [...before, entry]);
      return emitter;
    }

    static #addOnce(emitter, name, listener, first) {
      const wrapper = function (...values) {
        emitter.off(name, listener);
        return listener.apply(this, values);
      };
      return EventEmitter.#add(emitter, name, listener, wrapper, first);
    }

    on(name, listener) {
      return EventEmitter.#add(this, name, listener);
    }
    addListener(name, listener) {
      return this.on(name, listener);
    }
    prependListener(name, listener) {
      return EventEmitter.#add(this, name, listener, undefined, true);
    }
    once(name, listener) {
      return EventEmitter.#addOnce(this, name, listener, false);
    }
    prependOnceListener(name, listener) {
      return EventEmitter.#addOnce(this, name, listener, true);
    }
    off(name, listener) {
      const events = EventEmitter.#of(this);
      const entries = events.get(name) ?? [];
      const index = entries.findLastIndex((entry) => entry.listener === listener);
      if (index < 0) return this;
      if (entries.length === 1) events.delete(name);
      else events.set(name, entries.toSpliced(index, 1));
      if (events.has('removeListener')) this.emit('removeListener', name, listener);
      return this;
    }
    removeListener(name, listener) {
      return this.off(name, listener);
    }
    removeAllListeners(name) {
      const events = EventEmitter.#of(this);
      if (name === undefined) events.clear();
      else events.delete(name);
      return this;
    }
    emit(name, ...values) {
      const entries = EventEmitter.#of(this).get(name);
      if (entries === undefined) {
        if (name !== 'error') return false;
        throw values[0] instanceof Error ? values[0] : new Error('Unhandled error. (' + values[0] + ')');
      }
      for (const { run } of entries) run.apply(this, values);
      return true;
    }
    listeners(name) {
      return (EventEmitter.#of(this).get(name) ?? []).map((entry) => entry.listener);
    }
    rawListeners(name) {
      return (EventEmitter.#of(this).get(name) ?? []).map((entry) => entry.run);
    }
    listenerCount(name) {
      return (EventEmitter.#of(this).get(name) ?? []).length;
    }
    eventNames() {
      return [...EventEmitter.#of(this).keys()];
    }
    setMaxListeners() {
      return this;
    }
    getMaxListeners() {
      return Infinity;
    }
  }

  // It can be called without `new`, as old classes do: EventEmitter.call(this).
  function Emitter() {}
  Emitter.prototype = EventEmitter.prototype;
  Object.defineProperty(Emitter.prototype, 'constructor', { value: Emitter, writable: true, configurable: true });
  Object.defineProperty(Emitter, 'name', { value: 'EventEmitter' });

  const once = (emitter, name) =>
    new Promise((resolve, reject) => {
      const failed = (error) => {
        emitter.off(name, done);
        reject(error);
      };
      const done = (...values) => {
        emitter.off('error', failed);
        resolve(values);
      };
      emitter.once(name, done);
      if (name !== 'error') emitter.once('error', failed);
    });

  module.exports = Object.assign(Emitter, { EventEmitter: Emitter, once, defaultMaxListeners: 10 });
})
