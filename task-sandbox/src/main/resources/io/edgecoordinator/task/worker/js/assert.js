// The module `assert`, all of it strict.
(function (module, builtIn) {
  'use strict';
  const { inspect, isDeepStrictEqual } = builtIn('util');

  class AssertionError extends Error {
    constructor({ message, actual, expected, operator }) {
      super(message ?? inspect(actual) + ' ' + operator + ' ' + inspect(expected));
      this.name = 'AssertionError';
      this.code = 'ERR_ASSERTION';
      Object.assign(this, { actual, expected, operator, generatedMessage: message === undefined });
    }
  }

  const check = (holds, actual, expected, operator, message) => {
    if (holds) return;
    throw message instanceof Error ? message : new AssertionError({ message, actual, expected, operator });
  };

  const ok = (value, message) => check(value, value, true, '==', message);

  const fits = (error, expected) => {
    if (expected === undefined) return true;
    if (expected instanceof RegExp) return expected.test(String(error));
    if (typeof expected !== 'function') {
      return Object.keys(expected).every((key) =>
        expected[key] instanceof RegExp ? expected[key].test(error[key]) : isDeepStrictEqual(error[key], expected[key]));
    }
    if (expected.prototype !== undefined && error instanceof expected) return true;
    return !Error.isPrototypeOf(expected) && expected !== Error && expected(error) === true;
  };
  const thrown = (error, expected, message) => {
    if (typeof expected === 'string') return;
    if (!fits(error, expected)) check(false, error, expected, 'throws', message);
  };

  const assert = Object.assign((value, message) => ok(value, message), {
    AssertionError,
    ok,
    equal: (a, b, message) => check(Object.is(a, b), a, b, 'strictEqual', message),
    notEqual: (a, b, message) => check(!Object.is(a, b), a, b, 'notStrictEqual', message),
    deepEqual: (a, b, message) => check(isDeepStrictEqual(a, b), a, b, 'deepStrictEqual', message),
    notDeepEqual: (a, b, message) => check(!isDeepStrictEqual(a, b), a, b, 'notDeepStrictEqual', message),
    match: (text, expression, message) => check(expression.test(text), text, expression, 'match', message),
    doesNotMatch: (text, expression, message) => check(!expression.test(text), text, expression, 'doesNotMatch', message),
    fail: (message = 'Failed') => check(false, undefined, undefined, 'fail', message),
    ifError: (value) => {
      if (value !== null && value !== undefined) throw value;
    },
    throws(f, expected, message) {
      try {
        f();
      } catch (error) {
        return thrown(error, expected, message);
      }
      check(false, undefined, expected, 'throws', typeof expected === 'string' ? expected : message ?? 'Missing expected exception.');
    },
    async rejects(promise, expected, message) {
      try {
        await (typeof promise === 'function' ? promise() : promise);
      } catch (error) {
        return thrown(error, expected, message);
      }
      check(false, undefined, expected, 'rejects', typeof expected === 'string' ? expected : message ?? 'Missing expected rejection.');
    },
  });
  assert.strictEqual = assert.equal;
  assert.notStrictEqual = assert.notEqual;
  assert.deepStrictEqual = assert.deepEqual;
  assert.notDeepStrictEqual = assert.notDeepEqual;
  assert.strict = assert;
  module.exports = assert;
})
