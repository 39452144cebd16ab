// The module `util`.
(function (module, builtIn) {
  'use strict';
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
  const isTagged = (...tags) => (value) => value !== null && typeof value === 'object' && tags.includes(tagOf(value));
  const quoted = (text) =>
    text.includes("'") ? JSON.stringify(text) : "'" + JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"') + "'";
  const keyOf = (key) =>
    typeof key === 'symbol' ? '[' + String(key) + ']' : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  const MAX_ITEMS = 100;

  const primitive = (value) => {
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'bigint') return value + 'n';
    return Object.is(value, -0) ? '-0' : String(value);
  };

  const inspect = (value, options = {}) => {
    const depth = options === null ? 2 : typeof options === 'object' ? options.depth ?? 2 : 2;
    const path = [];

    const show = (item, level) => {
      if (item === null || (typeof item !== 'object' && typeof item !== 'function')) return primitive(item);
      if (path.includes(item)) return '[Circular]';
      if (typeof item[inspect.custom] === 'function') {
        const custom = item[inspect.custom](depth - level, options, inspect);
        return typeof custom === 'string' ? custom : show(custom, level);
      }
      path.push(item);
      try {
        return showObject(item, level);
      } finally {
        path.pop();
      }
    };

    const list = (items, level) => {
      const shown = items.slice(0, MAX_ITEMS).map((item) => show(item, level + 1));
      return items.length > MAX_ITEMS ? [...shown, '... ' + (items.length - MAX_ITEMS) + ' more items'] : shown;
    };
    const wrap = (open, items, close) => (items.length === 0 ? open + close : open + ' ' + items.join(', ') + ' ' + close);

    const showObject = (item, level) => {
      const tag = tagOf(item);
      if (tag === 'Error' || item instanceof Error) return item.stack || String(item);
      if (tag === 'Date') return Number.isNaN(item.getTime()) ? 'Invalid Date' : item.toISOString();
      if (tag === 'RegExp') return String(item);
      if (typeof item === 'function') {
        const kind = /^class\b/.test(Function.prototype.toString.call(item)) ? 'class' : 'Function';
        return item.name ? '[' + kind + ': ' + item.name + ']' : '[' + kind + ' (anonymous)]';
      }
      if (tag === 'Promise') return 'Promise {}';
      const prototype = Object.getPrototypeOf(item);
      const name = prototype === null ? '[Object: null prototype]' : item.constructor?.name ?? 'Object';
      if (level > depth) return '[' + (Array.isArray(item) ? 'Array' : name) + ']';
      const prefix = name === 'Object' || name === 'Array' ? '' : name + ' ';
      const entries = (keys) => keys.map((key) => keyOf(key) + ': ' + show(item[key], level + 1));
      if (Array.isArray(item)) return prefix + wrap('[', list(item, level), ']');
      if (ArrayBuffer.isView(item) && tag !== 'DataView') {
        return name + '(' + item.length + ') ' + wrap('[', list(Array.from(item.subarray(0, MAX_ITEMS + 1)), level), ']');
      }
      if (tag === 'Map') {
        const pairs = [...item].map(([key, of]) => show(key, level + 1) + ' => ' + show(of, level + 1));
        return name + '(' + item.size + ') ' + wrap('{', pairs, '}');
      }
      if (tag === 'Set') return name + '(' + item.size + ') ' + wrap('{', list([...item], level), '}');
      const symbols = Object.getOwnPropertySymbols(item).filter((key) => Object.prototype.propertyIsEnumerable.call(item, key));
      return prefix + wrap('{', entries([...Object.keys(item), ...symbols]), '}');
    };

    return show(value, 0);
  };
  inspect.custom = Symbol.for('nodejs.util.inspect.custom');

  const formatted = {
    s: (value) => (typeof value === 'object' && value !== null ? inspect(value, { depth: 0 }) : typeof value === 'bigint' ? value + 'n' : String(value)),
    d: (value) => (typeof value === 'bigint' ? value + 'n' : typeof value === 'symbol' ? 'NaN' : String(Number(value))),
    i: (value) => (typeof value === 'bigint' ? value + 'n' : typeof value === 'symbol' ? 'NaN' : String(parseInt(value, 10))),
    f: (value) => (typeof value === 'symbol' ? 'NaN' : String(parseFloat(value))),
    j: (value) => {
      try {
        return String(JSON.stringify(value));
      } catch {
        return '[Circular]';
      }
    },
    o: (value) => inspect(value, { depth: 4 }),
    O: (value) => inspect(value),
    c: () => '',
  };

  const format = (...values) => {
    let rest = values;
    let text = '';
    if (typeof values[0] === 'string') {
      let next = 1;
      text = values[0].replace(/%([sdifjoOc%])/g, (whole, kind) => {
        if (kind === '%') return values.length > 1 ? '%' : whole;
        return next < values.length ? formatted[kind](values[next++]) : whole;
      });
      rest = values.slice(next);
      if (rest.length === 0) return text;
      text += ' ';
    }
    return text + rest.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
  };

  const custom = Symbol.for('nodejs.util.promisify.custom');
  const promisify = (original) => {
    if (typeof original !== 'function') throw new TypeError('promisify(f): f must be a function');
    if (original[custom]) return original[custom];
    return function (...values) {
      return new Promise((resolve, reject) => {
        original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
      });
    };
  };
  promisify.custom = custom;

  const callbackify = (original) =>
    function (...values) {
      const callback = values.pop();
      original.apply(this, values).then(
        (value) => queueMicrotask(() => callback(null, value)),
        (error) => queueMicrotask(() => callback(error)),
      );
    };

  const inherits = (child, parent) => {
    Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  };

  const deprecate = (f) => f;

  const isDeepStrictEqual = (a, b) => {
    const open = new Map();
    const same = (x, y) => {
      if (Object.is(x, y)) return true;
      if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false;
      if (Object.getPrototypeOf(x) !== Object.getPrototypeOf(y) || tagOf(x) !== tagOf(y)) return false;
      if (open.get(x) === y) return true;
      open.set(x, y);
      if (tagOf(x) === 'Date') return Object.is(x.getTime(), y.getTime());
      if (tagOf(x) === 'RegExp') return String(x) === String(y);
      if (x instanceof Error && (x.message !== y.message || x.name !== y.name)) return false;
      if (x instanceof Map) return x.size === y.size && [...x].every(([key, value]) => y.has(key) && same(value, y.get(key)));
      if (x instanceof Set) return x.size === y.size && [...x].every((item) => y.has(item) || [...y].some((other) => same(item, other)));
      if (x instanceof ArrayBuffer) return same(new Uint8Array(x), new Uint8Array(y));
      const keys = Reflect.ownKeys(x).filter((key) => Object.prototype.propertyIsEnumerable.call(x, key));
      const others = Reflect.ownKeys(y).filter((key) => Object.prototype.propertyIsEnumerable.call(y, key));
      return keys.length === others.length && x.length === y.length && keys.every((key) => Object.hasOwn(y, key) && same(x[key], y[key]));
    };
    return same(a, b);
  };

  const types = {
    isDate: isTagged('Date'),
    isRegExp: isTagged('RegExp'),
    isMap: (value) => value instanceof Map,
    isSet: (value) => value instanceof Set,
    isPromise: isTagged('Promise'),
    isNativeError: (value) => value instanceof Error,
    isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
    isUint8Array: (value) => value instanceof Uint8Array,
    isArrayBuffer: isTagged('ArrayBuffer'),
    isAnyArrayBuffer: isTagged('ArrayBuffer', 'SharedArrayBuffer'),
    isArrayBufferView: (value) => ArrayBuffer.isView(value),
    isGeneratorFunction: (value) => typeof value === 'function' && tagOf(value) === 'GeneratorFunction',
    isAsyncFunction: (value) => typeof value === 'function' && tagOf(value) === 'AsyncFunction',
    isBoxedPrimitive: isTagged('Number', 'String', 'Boolean', 'BigInt', 'Symbol'),
  };

  module.exports = {
    inspect, format, promisify, callbackify, inherits, deprecate, isDeepStrictEqual, types,
    isArray: Array.isArray, TextEncoder, TextDecoder,
  };
})
