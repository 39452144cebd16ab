// The module `path`, as on POSIX.
(function (module) {
  'use strict';
  const check = (path) => {
    if (typeof path !== 'string') throw new TypeError('the path must be a text, not ' + typeof path);
    return path;
  };

  // Takes out '.', '..' and empty parts.
  const tidy = (path, absolute) => {
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
      else if (!absolute) parts.push('..');
    }
    return parts.join('/');
  };

  const normalize = (path) => {
    const absolute = check(path).startsWith('/');
    const tidied = tidy(path, absolute);
    const end = path.endsWith('/') && tidied !== '' ? '/' : '';
    return absolute ? '/' + tidied + end : tidied + end || (path.endsWith('/') ? './' : '.');
  };

  const join = (...paths) => {
    const joined = paths.filter((path) => check(path) !== '').join('/');
    return joined === '' ? '.' : normalize(joined);
  };

  const resolve = (...paths) => {
    let resolved = '';
    for (let i = paths.length - 1; i >= 0 && !resolved.startsWith('/'); i--) {
      if (check(paths[i]) !== '') resolved = paths[i] + (resolved === '' ? '' : '/' + resolved);
    }
    if (!resolved.startsWith('/')) resolved = '/bundle/' + resolved;
    return '/' + tidy(resolved, true);
  };

  const relative = (from, to) => {
    const source = resolve(from).split('/').filter(Boolean);
    const target = resolve(to).split('/').filter(Boolean);
    let same = 0;
    while (same < source.length && same < target.length && source[same] === target[same]) same++;
    return [...source.slice(same).map(() => '..'), ...target.slice(same)].join('/');
  };

  const withoutEnd = (path) => check(path).replace(/(.)\/+$/, '$1');

  const dirname = (path) => {
    const whole = withoutEnd(path);
    const end = whole.lastIndexOf('/');
    return end < 0 ? '.' : end === 0 ? '/' : whole.slice(0, end).replace(/(.)\/+$/, '$1');
  };

  const basename = (path, suffix = '') => {
    const whole = withoutEnd(path);
    const base = whole.slice(whole.lastIndexOf('/') + 1);
    return suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
  };

  const extname = (path) => {
    const base = basename(path);
    const dot = base.lastIndexOf('.');
    return dot <= 0 || base === '..' ? '' : base.slice(dot);
  };

  const parse = (path) => {
    const base = basename(path);
    const ext = extname(path);
    const root = path.startsWith('/') ? '/' : '';
    const dir = dirname(path);
    return {
      root,
      dir: dir === '.' && !path.startsWith('.') ? '' : dir,
      base,
      ext,
      name: ext === '' ? base : base.slice(0, -ext.length),
    };
  };

  const format = ({ dir, root = '', base, name = '', ext = '' }) => {
    const last = base ?? name + (ext === '' || ext.startsWith('.') ? ext : '.' + ext);
    return dir ? (dir === root ? dir + last : dir + '/' + last) : root + last;
  };

  const path = {
    sep: '/',
    delimiter: ':',
    isAbsolute: (path) => check(path).startsWith('/'),
    normalize, join, resolve, relative, dirname, basename, extname, parse, format,
  };
  path.posix = path;
  module.exports = path;
})
