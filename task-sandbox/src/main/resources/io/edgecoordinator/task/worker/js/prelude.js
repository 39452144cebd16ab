// Runs first in every environment, before any code of the task: makes `context`, carries a call from
// the host to the handler and its results back, and stands for the globals that are made when first
// touched. All it needs of the language is taken here, so that a task which changes built-ins changes
// them for itself alone.
//
// host: see JsHost.java. A script of this folder is loaded by host.script(name).
(function (environmentJson, host) {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, keys, defineProperty } = Object;
  const isArray = Array.isArray;
  const apply = Reflect.apply;
  const split = String.prototype.split;
  const { includes, slice } = String.prototype;
  const NativePromise = Promise;
  const NativeDecoder = TextDecoder;
  const then = Promise.prototype.then;
  const NUL = '\u0000';
  const [DEBUG, INFO, WARN, ERROR] = [0, 1, 2, 3];
  const [INVOKE, SHADOW_GET, SHADOW_UPDATE, FETCH] = [3, 4, 5, 6];
  const environment = freeze(parse(environmentJson));

  let handler;
  const outputLimit = host.outputLimit();
  let published; // topic and payload of the call that runs, each after a U+0000
  let size; // characters of that, without what divides them
  let settled; // what became of the handler's promise: { value } or { error }
  // What the coordinator has not answered yet: { resolve, reject } by number of the request. It is null
  // if there was nothing yet, and undefined before the first call.
  let asks;
  let timers; // undefined until one was set

  // ---- log

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
  const line = (values) => {
    const first = values[0];
    if (typeof first === 'string' && values.length > 1 && apply(includes, first, ['%'])) {
      return builtIn('util').format(...values);
    }
    let text = values.length === 0 ? '' : describe(first);
    for (let i = 1; i < values.length; i++) text += ' ' + describe(values[i]);
    return text;
  };
  const logger = (level) => (...values) => host.log(level, line(values));
  const log = logger(INFO);
  log.debug = logger(DEBUG);
  log.info = log;
  log.warn = logger(WARN);
  log.error = logger(ERROR);
  freeze(log);

  // The host says '+' and the answer, '-' and why there is none, or null for no value.
  const said = (answer) => {
    if (answer === null) return null;
    const rest = apply(slice, answer, [1]);
    if (answer[0] === '+') return rest;
    throw new Error(rest);
  };

  // ---- what is asked of the coordinator, and answered later

  const ask = (kind, argument, content) => {
    if (asks === undefined) throw new Error('only a call can ask for this, and none is under way');
    const number = host.send(kind, argument, content);
    if (typeof number !== 'number') said(number);
    asks ??= { __proto__: null };
    return new NativePromise((resolve, reject) => {
      asks[number] = { resolve, reject };
    });
  };

  // An answer: JSON, or what is not JSON as { base64 }; undefined if there is none.
  const decode = (text) => {
    if (text === null) return undefined;
    try {
      return parse(text);
    } catch {
      return { base64: host.answerBase64() };
    }
  };

  const within = (milliseconds, promise, what) =>
    new NativePromise((resolve, reject) => {
      const timer = timersOf().setTimeout(
        () => reject(new Error(what + ' took longer than ' + milliseconds + ' ms')),
        milliseconds,
      );
      const done = (settle) => (value) => {
        timersOf().clearTimeout(timer);
        settle(value);
      };
      apply(then, promise, [done(resolve), done(reject)]);
    });

  const text = (value, what) => {
    if (typeof value === 'string' && value !== '') return value;
    throw new TypeError(what + ' must be a text, not ' + describe(value));
  };

  const json = (value, what) => {
    const written = stringify(value);
    if (written !== undefined) return written;
    throw new TypeError(what + ' is a ' + typeof value + ', which JSON can not express');
  };

  // Asks a shadow. A refusal begins with a code of three digits, as in `409 Version conflict`.
  const askShadow = async (kind, which, shown, content) => {
    try {
      return await ask(kind, which, content);
    } catch (refused) {
      const code = +apply(slice, refused.message, [0, 3]);
      if (!(code >= 400)) throw refused;
      const error = new Error('shadow ' + shown + ': ' + apply(slice, refused.message, [4]));
      error.code = code;
      throw error;
    }
  };

  // ---- state

  // Whether two values of JSON are the same.
  const same = (a, b) => {
    if (a === b) return true;
    if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
    const names = keys(a);
    if (isArray(a) !== isArray(b) || names.length !== keys(b).length) return false;
    for (let i = 0; i < names.length; i++) {
      const value = b[names[i]];
      if (value === undefined || !same(a[names[i]], value)) return false;
    }
    return true;
  };

  const state = freeze({
    get(key) {
      const value = said(host.stateGet(text(key, 'state.get(key): the key')));
      return value === null ? null : parse(value);
    },
    put(key, value) {
      text(key, 'state.put(key, value): the key');
      said(host.statePut(key, json(value, 'the value for ' + key)));
    },
    delete(key) {
      said(host.stateDelete(text(key, 'state.delete(key): the key')));
    },
    keys(prefix = '') {
      const found = said(host.stateKeys(String(prefix)));
      return found === '' ? [] : apply(split, found, [NUL]);
    },
    compareAndSet(key, expected, value) {
      const written = json(value, 'the value for ' + key);
      const wanted = expected === undefined ? null : parse(json(expected, 'the expected value'));
      if (!same(state.get(key), wanted)) return false;
      said(host.statePut(key, written));
      return true;
    },
  });

  // ---- the context of a call

  // What the handler gave can not be passed on: its own fault, but not thrown by it.
  class InvalidResult extends Error {}

  const partsOf = (context) => {
    if (typeof context.about === 'string') context.about = apply(split, context.about, [NUL]);
    return context.about;
  };

  const isObject = (value) => value !== null && typeof value === 'object' && !isArray(value);

  // A payload on its way out: 'j' and JSON, or 'b' and base64.
  const encode = (payload, what) =>
    isObject(payload) && typeof payload.base64 === 'string' && keys(payload).length === 1
      ? 'b' + payload.base64
      : 'j' + json(payload, what);

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
    get state() {
      return state;
    }
    publish(topic, payload) {
      text(topic, 'publish(topic, payload): the topic');
      const encoded = encode(payload, 'the payload for ' + topic);
      size += topic.length + encoded.length - 1;
      if (size > outputLimit) {
        host.overflow(size);
        throw new TypeError('published ' + size + ' bytes, the limit of the output is ' + outputLimit);
      }
      published += NUL + topic + NUL + encoded;
    }
    async invoke(task, payload = null, { timeout } = {}) {
      text(task, 'invoke(task, payload): the task');
      const answer = ask(INVOKE, task, json(payload, 'the payload for ' + task));
      return timeout === undefined ? answer : within(timeout, answer, 'the call of ' + task);
    }
    shadow(thing, name) {
      text(thing, 'shadow(thing, name): the thing');
      const named = name !== undefined && name !== null;
      const which = named ? thing + NUL + text(name, 'shadow(thing, name): the name') : thing;
      const shown = named ? thing + '/' + name : thing;
      return {
        get: async () => (await askShadow(SHADOW_GET, which, shown, null)) ?? null,
        update: async (document) => askShadow(SHADOW_UPDATE, which, shown, json(document, 'the update')),
      };
    }
  }

  // Returned topic, returned payload, then topic and payload of what was published. JSON text and
  // MQTT topics have no U+0000 in them, so it divides.
  const finish = (value) => (value === undefined ? NUL : encodeResult(value)) + published;
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

  // ---- scripts that are loaded when first needed

  const hidden = (name, value) =>
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });

  const timersOf = () => (timers ??= host.script('loop')(host, apply));

  let loader; // gives CommonJS its `require`
  const loaderOf = () => (loader ??= host.script('modules')(host, builtIn, parse));

  const builtIns = { __proto__: null };
  const builtIn = (name) => {
    const known = builtIns[name];
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    builtIns[name] = module;
    host.script(name)(module, builtIn, { host, ask, FETCH, timersOf, NativeDecoder });
    return module.exports;
  };

  // Globals by the script that makes them.
  const scripts = {
    timers: ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
    url: ['URL', 'URLSearchParams'],
    buffer: ['Buffer', 'atob', 'btoa'],
    web: ['Event', 'EventTarget', 'CustomEvent', 'AbortController', 'AbortSignal', 'DOMException'],
    text: ['TextDecoder'],
    clone: ['structuredClone'],
    fetch: ['fetch', 'Headers', 'Response'],
  };
  const lazily = (script, name) =>
    defineProperty(globalThis, name, {
      get() {
        const value = script === 'timers' ? timersOf()[name] : builtIn(script)[name];
        hidden(name, value);
        return value;
      },
      set: (value) => hidden(name, value),
      enumerable: false,
      configurable: true,
    });
  for (const script in scripts) {
    const names = scripts[script];
    for (let i = 0; i < names.length; i++) lazily(script, names[i]);
  }
  defineProperty(globalThis, 'crypto', {
    get: () => builtIn('crypto').webcrypto,
    set: (value) => hidden('crypto', value),
    enumerable: false,
    configurable: true,
  });
  // For the ES modules that stand for CommonJS files; see JsFileSystem.java.
  defineProperty(globalThis, Symbol.for('coordinator.require'), { value: (path) => loaderOf().load(path) });
  hidden('global', globalThis);
  hidden('console', { debug: log.debug, log, info: log, warn: log.warn, error: log.error, trace: log.debug });
  hidden('performance', { now: () => host.now(), timeOrigin: Date.now() - host.now() });
  hidden('queueMicrotask', function queueMicrotask(job) {
    if (typeof job !== 'function') throw new TypeError('queueMicrotask(job): the job must be a function');
    apply(then, settledPromise, [() => void job()]);
  });
  const settledPromise = NativePromise.resolve();

  return {
    // Loads a CommonJS file or a built-in module and returns its exports.
    require: (path) => loaderOf().load(path),

    // The names of what it exports, divided by U+0000.
    names: (path) => loaderOf().names(path),

    handle(f) {
      handler = f;
    },

    // Runs the handler. Gives the result, or null while its promise is pending: see turn().
    call(payload, about) {
      published = '';
      size = 0;
      settled = undefined;
      asks = null;
      if (timers !== undefined) timers.clear();
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

    // Once no more jobs are waiting: the result; or the milliseconds until a timer is due; or null if
    // there is no timer either. Throws what the handler threw.
    turn() {
      if (settled !== undefined) {
        if ('error' in settled) throw settled.error;
        return finish(settled.value);
      }
      return timers === undefined ? null : timers.next();
    },

    // Runs the timer that is due.
    fire() {
      if (timers !== undefined) timers.fire();
    },

    // Takes an answer: its content as text, or null; why it was refused, or null.
    answer(number, content, refusal) {
      const { resolve, reject } = asks[number];
      delete asks[number];
      if (refusal === null) {
        resolve(decode(content));
      } else {
        reject(new Error(refusal));
      }
    },
  };
})
