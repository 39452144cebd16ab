// setTimeout and its kin. The host asks for the next one that is due, and has it run.
(function (host, apply) {
  'use strict';
  const MAX_TIMERS = 1000;
  const MAX_DELAY = 0x7fffffff;

  let first = null; // the timers in the order in which they are due, as a list
  let last = null;
  let count = 0;
  let number = 0;
  const byNumber = { __proto__: null };

  // What setTimeout gives, as in Node.js; as a key it is its number.
  class Timeout {
    #number;
    constructor(number) {
      this.#number = number;
    }
    ref() {
      return this;
    }
    unref() {
      return this;
    }
    hasRef() {
      return true;
    }
    close() {
      remove(this);
    }
    [Symbol.toPrimitive]() {
      return this.#number;
    }
  }

  const insert = (entry) => {
    let before = last;
    while (before !== null && before.due > entry.due) before = before.before;
    entry.before = before;
    entry.after = before === null ? first : before.after;
    if (entry.before === null) first = entry;
    else entry.before.after = entry;
    if (entry.after === null) last = entry;
    else entry.after.before = entry;
    entry.waits = true;
  };

  const take = (entry) => {
    if (!entry.waits) return;
    if (entry.before === null) first = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === null) last = entry.before;
    else entry.after.before = entry.before;
    entry.waits = false;
  };

  const forget = (entry) => {
    take(entry);
    if (byNumber[entry.number] === entry) {
      delete byNumber[entry.number];
      count--;
    }
  };

  const add = (job, delay, values, interval, name) => {
    if (typeof job !== 'function') {
      throw new TypeError(name + '(job): the job must be a function, not ' + typeof job);
    }
    if (count >= MAX_TIMERS) {
      throw new RangeError(name + ': a call may have ' + MAX_TIMERS + ' timers at most');
    }
    const entry = { number: ++number, job, values, delay, interval, due: host.now() + delay };
    byNumber[number] = entry;
    count++;
    insert(entry);
    return new Timeout(number);
  };

  const milliseconds = (delay) => {
    const given = +delay;
    return given >= 1 ? (given > MAX_DELAY ? MAX_DELAY : given) : 1;
  };

  const remove = (timer) => {
    const entry = timer === undefined || timer === null ? undefined : byNumber[timer];
    if (entry !== undefined) forget(entry);
  };

  return {
    setTimeout: function setTimeout(job, delay, ...values) {
      return add(job, milliseconds(delay), values, false, 'setTimeout');
    },
    setInterval: function setInterval(job, delay, ...values) {
      return add(job, milliseconds(delay), values, true, 'setInterval');
    },
    setImmediate: function setImmediate(job, ...values) {
      return add(job, 0, values, false, 'setImmediate');
    },
    clearTimeout: function clearTimeout(timer) {
      remove(timer);
    },
    clearInterval: function clearInterval(timer) {
      remove(timer);
    },
    clearImmediate: function clearImmediate(timer) {
      remove(timer);
    },

    // Milliseconds until the next is due, or null if there is none.
    next() {
      if (first === null) return null;
      const left = first.due - host.now();
      return left > 0 ? left : 0;
    },

    // Runs the next one if it is due.
    fire() {
      const entry = first;
      if (entry === null || entry.due > host.now()) return;
      if (entry.interval) {
        take(entry);
        entry.due = host.now() + entry.delay;
        insert(entry);
      } else {
        forget(entry);
      }
      apply(entry.job, undefined, entry.values);
    },

    clear() {
      while (first !== null) forget(first);
    },
  };
})
