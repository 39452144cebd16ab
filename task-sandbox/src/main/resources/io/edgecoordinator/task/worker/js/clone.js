// structuredClone.
(function (module, builtIn) {
  'use strict';
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
  const VIEWS = {
    DataView, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  };
  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  const uncloneable = (value) => {
    const { DOMException } = builtIn('web');
    const what = typeof value === 'function' ? 'function ' + value.name : tagOf(value);
    return new DOMException(what + ' could not be cloned.', 'DataCloneError');
  };

  const structuredClone = (value) => {
    const seen = new Map();
    const remember = (original, copy) => {
      seen.set(original, copy);
      return copy;
    };

    const clone = (item) => {
      if (typeof item === 'symbol' || typeof item === 'function') throw uncloneable(item);
      if (item === null || typeof item !== 'object') return item;
      if (seen.has(item)) return seen.get(item);
      if (item instanceof Map) {
        const copy = remember(item, new Map());
        for (const [key, of] of [...item]) copy.set(clone(key), clone(of));
        return copy;
      }
      if (item instanceof Set) {
        const copy = remember(item, new Set());
        for (const of of [...item]) copy.add(clone(of));
        return copy;
      }
      if (item instanceof ArrayBuffer) return remember(item, item.slice(0));
      if (ArrayBuffer.isView(item)) return remember(item, cloneView(item));
      if (item instanceof Error) return cloneError(item);
      return Array.isArray(item) || tagOf(item) === 'Object' || isPlain(item) ? cloneProperties(item) : cloneBoxed(item);
    };

    const isPlain = (item) => [Object.prototype, null].includes(Object.getPrototypeOf(item));

    const cloneView = (view) => {
      const buffer = clone(view.buffer);
      const Kind = VIEWS[tagOf(view)];
      return new Kind(buffer, view.byteOffset, view instanceof DataView ? view.byteLength : view.length);
    };

    const cloneError = (error) => {
      const Kind = ERRORS[error.name] ?? Error;
      const copy = remember(error, new Kind(error.message));
      if ('cause' in error) Object.defineProperty(copy, 'cause', { value: clone(error.cause), writable: true, configurable: true });
      Object.defineProperty(copy, 'stack', { value: error.stack, writable: true, configurable: true });
      return copy;
    };

    const cloneProperties = (item) => {
      const copy = remember(item, Array.isArray(item) ? new Array(item.length) : {});
      for (const key of Object.keys(item)) {
        Object.defineProperty(copy, key, { value: clone(item[key]), writable: true, enumerable: true, configurable: true });
      }
      return copy;
    };

    const cloneBoxed = (item) => {
      switch (tagOf(item)) {
        case 'Date':
          return remember(item, new Date(item.getTime()));
        case 'RegExp':
          return remember(item, new RegExp(item.source, item.flags));
        case 'Boolean':
        case 'Number':
        case 'String':
        case 'BigInt':
          return remember(item, Object(item.valueOf()));
        default:
          throw uncloneable(item);
      }
    };

    return clone(value);
  };

  module.exports = { structuredClone };
})
