// The module `timers`.
(function (module, builtIn, given) {
  'use strict';
  const { timersOf } = given;
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timersOf();
  const promises = {
    setTimeout: (delay, value) => new Promise((resolve) => setTimeout(resolve, delay, value)),
    setImmediate: (value) => new Promise((resolve) => setImmediate(resolve, value)),
  };
  module.exports = {
    setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises,
  };
})
