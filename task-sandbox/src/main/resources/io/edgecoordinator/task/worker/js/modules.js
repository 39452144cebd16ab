// CommonJS: `require`, with the cache of an environment.
(function (host, builtIn, parse) {
  'use strict';
  const BUILT_IN = 'node:';
  const modules = { __proto__: null };
  const { apply } = Reflect;
  const { startsWith, endsWith, slice, lastIndexOf } = String.prototype;

  const load = (path) => {
    if (apply(startsWith, path, [BUILT_IN])) {
      return builtIn(apply(slice, path, [BUILT_IN.length]));
    }
    const known = modules[path];
    if (known !== undefined) return known.exports;
    const module = { exports: {}, id: path, filename: '/bundle/' + path, loaded: false, children: [], paths: [] };
    modules[path] = module;
    try {
      if (apply(endsWith, path, ['.json'])) {
        module.exports = parse(host.read(path));
      } else if (host.isModule(path)) {
        module.exports = host.importNow(path);
      } else {
        const folder = apply(slice, module.filename, [0, apply(lastIndexOf, module.filename, ['/'])]);
        const require = requireFrom(path);
        module.require = require;
        apply(host.compile(path), module.exports, [module.exports, require, module, module.filename, folder]);
      }
    } catch (error) {
      delete modules[path];
      throw error;
    }
    module.loaded = true;
    return module.exports;
  };

  const requireFrom = (from) => {
    const require = (wanted) => {
      if (typeof wanted !== 'string') {
        throw new TypeError('require(path): the path must be a text, not ' + typeof wanted);
      }
      return load(resolve(from, wanted));
    };
    require.resolve = (wanted) => resolve(from, wanted);
    return require;
  };

  // The host says '+' and the path, or '-' and why there is none.
  const resolve = (from, wanted) => {
    const found = host.resolve(from, wanted);
    const rest = apply(slice, found, [1]);
    if (found[0] === '+') return rest;
    const error = new Error(rest);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  };

  return {
    load,
    // The names under which an ES module can import parts of it, divided by U+0000.
    names(path) {
      const exports = load(path);
      const all = exports !== null && /^(object|function)$/.test(typeof exports) ? Object.keys(exports) : [];
      return all.filter((name) => name !== 'default').join('\u0000');
    },
  };
})
