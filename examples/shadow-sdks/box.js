'use strict';
// Where the box is, and what the scripts share.

const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');

const host = process.env.BOX_HOST || 'localhost';
const port = Number(process.env.BOX_PORT || 8883);
const websocketPort = Number(process.env.BOX_WEBSOCKET_PORT || 8884);
const folder = path.resolve(process.env.BOX_CERTIFICATES || path.join(__dirname, 'certificates'));

const DEADLINE_MILLIS = 10_000;

/** Returns the files with which one of that name connects. */
function certificates(name) {
  const file = (end) => path.join(folder, end);
  return { ca: file('ca.pem'), certificate: file(`${name}.pem`), key: file(`${name}.key`) };
}

/** Keeps what comes in until somebody asks for it, in order. */
class Inbox {
  #name;
  #waiting = [];
  #messages = [];

  constructor(name) {
    this.#name = name;
  }

  put(message) {
    const first = this.#waiting.shift();
    if (first) {
      first(message);
    } else {
      this.#messages.push(message);
    }
  }

  /** Resolves to the next message; fails if there is none in time. */
  next() {
    if (this.#messages.length > 0) {
      return Promise.resolve(this.#messages.shift());
    }
    return inTime(`a message of ${this.#name}`, (resolve) => this.#waiting.push(resolve));
  }

  /** Fails if there is a message that nobody asked for. */
  expectEmpty() {
    assert.deepEqual(this.#messages, [], `${this.#name} has more than expected`);
  }
}

/** Resolves when somebody calls what `begin` is given; fails if nobody does in time. */
function inTime(what, begin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: not in time`)), DEADLINE_MILLIS);
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

/** A cable to the box that can be pulled. TLS goes through it untouched. */
class Cable {
  #server;
  #sockets = new Set();
  #plugged = true;

  /** Resolves to the port at the near end. */
  async start() {
    this.#server = net.createServer((near) => {
      if (!this.#plugged) {
        near.destroy();
        return;
      }
      const far = net.connect(port, host);
      for (const [one, other] of [[near, far], [far, near]]) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    return inTime('the cable', (done) =>
      this.#server.listen(0, 'localhost', () => done(this.#server.address().port)));
  }

  pull() {
    this.#plugged = false;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  plug() {
    this.#plugged = true;
  }

  close() {
    this.pull();
    this.#server.close();
  }
}

/** Returns a copy in which every timestamp of now is 'now'. */
function timeless(value) {
  if (Array.isArray(value)) {
    return value.map(timeless);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const copy = {};
  for (const [key, each] of Object.entries(value)) {
    const seconds = each instanceof Date ? each.getTime() / 1000 : each;
    const isNow = key === 'timestamp' && Math.abs(Date.now() / 1000 - seconds) < 60;
    copy[key] = isNow ? 'now' : timeless(each);
  }
  return copy;
}

/** Compares documents field by field; what is undefined is not there. */
function same(actual, expected) {
  const plain = (value) => JSON.parse(JSON.stringify(timeless(value)));
  assert.deepEqual(plain(actual), plain(expected));
}

/** Runs a script, says what became of it, and ends the process. */
async function run(name, script) {
  try {
    await script();
    console.log(`${name}: ok`);
    process.exit(0);
  } catch (failure) {
    console.error(`${name}: FAILED`, failure);
    process.exit(1);
  }
}

module.exports = { Cable, Inbox, certificates, host, inTime, port, run, same, websocketPort };
