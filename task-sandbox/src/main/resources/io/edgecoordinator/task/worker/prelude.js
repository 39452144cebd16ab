// Runs first in every environment, before any code of the task: makes `context`, carries a call from
// the host to the handler and its results back, and gives CommonJS its `require`. All it needs of the
// language is taken here, so that a task which changes built-ins changes them for itself alone.
//
// host: { outputLimit, overflow(size), log(level, text), base64(), deadline(), resolve(from, path), read(path), compile(path) }
(function (environmentJson, host) {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, keys } = Object;
  const isArray = Array.isArray;
  const NUL = '\u0000';
  const [DEBUG, INFO, WARN, ERROR] = [0, 1, 2, 3];
  const outputLimit = host.outputLimit;
  const RangeErrorOfThisRealm = RangeError;
  const environment = freeze(parse(environmentJson));

  let handler;
  let published; // topic and payload in turn, of the call that runs
  let size; // characters of that
  let settled; // what became of the handler's promise: { value } or { error }

  const describe = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack || String(value);
    try {
      const json = stringify(value);
      return json === undefined ? String(value) : json;
    } catch {
      return String(value);
    }
  };
  const logger = (level) => (...values) => host.log(level, values.map(describe).join(' '));
  const log = logger(INFO);
  log.debug = logger(DEBUG);
  log.info = log;
  log.warn = logger(WARN);
  log.error = logger(ERROR);
  freeze(log);
  globalThis.console = { debug: log.debug, log, info: log, warn: log.warn, error: log.error };

  // What the handler gave can not be passed on: its own fault, but not thrown by it.
  class InvalidResult extends Error {}

  const partsOf = (context) => {
    if (typeof context.about === 'string') context.about = context.about.split(NUL);
    return context.about;
  };

  const isObject = (value) => value !== null && typeof value === 'object' && !isArray(value);

  // A payload on its way out: 'j' and JSON, or 'b' and base64.
  const encode = (payload, what) => {
    if (isObject(payload) && typeof payload.base64 === 'string' && keys(payload).length === 1) {
      return 'b' + payload.base64;
    }
    const json = stringify(payload);
    if (json === undefined) {
      throw new TypeError(what + ' is a ' + typeof payload + ', which JSON can not express');
    }
    return 'j' + json;
  };

  // What the call is about comes as one text, taken apart when somebody asks: attempt, event id,
  // execution id, topic, device, then names and values of the captures, divided by U+0000.
  class Context {
    constructor(about) {
      this.about = about;
    }
    get attempt() {
      return +partsOf(this)[0];
    }
    get eventId() {
      return partsOf(this)[1];
    }
    get executionId() {
      return partsOf(this)[2] || partsOf(this)[1];
    }
    get topic() {
      return partsOf(this)[3];
    }
    get device() {
      return partsOf(this)[4] || null;
    }
    get captures() {
      const parts = partsOf(this);
      const captures = {};
      for (let i = 5; i < parts.length; i += 2) captures[parts[i]] = parts[i + 1];
      return captures;
    }
    get deadline() {
      return host.deadline();
    }
    get environment() {
      return environment;
    }
    get log() {
      return log;
    }
    publish(topic, payload) {
      if (typeof topic !== 'string' || topic === '') {
        throw new TypeError('publish(topic, payload): the topic must be a text, not ' + describe(topic));
      }
      const encoded = encode(payload, 'the payload for ' + topic);
      size += topic.length + encoded.length - 1;
      if (size > outputLimit) {
        host.overflow(size);
        throw new RangeErrorOfThisRealm('published ' + size + ' bytes, the limit is ' + outputLimit);
      }
      published.push(topic, encoded);
    }
  }

  // Returned topic, returned payload, then topic and payload of what was published. JSON text and
  // MQTT topics have no U+0000 in them, so it divides.
  const finish = (value) => {
    const result = value === undefined ? NUL : encodeResult(value);
    return published.length === 0 ? result : result + NUL + published.join(NUL);
  };
  const encodeResult = (value) => {
    try {
      if (!isObject(value) || typeof value.topic !== 'string' || !('payload' in value)) {
        return NUL + encode(value, 'the returned value');
      }
      if (value.topic === '') throw new TypeError('the returned topic is empty');
      return value.topic + NUL + encode(value.payload, 'the returned payload');
    } catch (error) {
      throw new InvalidResult(error.message);
    }
  };

  const modules = new Map();
  const require = (from) => (path) => {
    const resolved = host.resolve(from, path);
    const known = modules.get(resolved);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(resolved, module);
    if (resolved.endsWith('.json')) {
      module.exports = parse(host.read(resolved));
    } else {
      host.compile(resolved)(module.exports, require(resolved), module);
    }
    return module.exports;
  };

  return {
    // Loads a CommonJS file and returns its exports.
    require: (path) => require('')('./' + path),

    handle(f) {
      handler = f;
    },

    // Runs the handler. Gives the result, or null while its promise is pending: see settle().
    call(payload, about) {
      published = [];
      size = 0;
      settled = undefined;
      let event;
      try {
        event = parse(payload);
      } catch {
        event = { base64: host.base64() };
      }
      const value = handler(event, new Context(about));
      if (value !== null && typeof value === 'object' && typeof value.then === 'function') {
        value.then((v) => (settled = { value: v }), (e) => (settled = { error: e }));
        return null;
      }
      return finish(value);
    },

    // What became of the promise, once no more jobs are waiting: the result, or null if it is pending
    // still, and so for ever. Throws what the handler threw.
    settle() {
      if (settled === undefined) return null;
      if ('error' in settled) throw settled.error;
      return finish(settled.value);
    },
  };
})
