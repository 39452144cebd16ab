'use strict';
// npm aws-iot-device-sdk, thingShadow: MQTT 3.1.1 over mTLS, and over WebSocket.

const assert = require('node:assert/strict');
const { thingShadow } = require('aws-iot-device-sdk');
const { Cable, Inbox, certificates, host, inTime, port, run, same, websocketPort } = require('./box');

const THING = 'thermostat-1';
const now = { timestamp: 'now' };

/** A thingShadow whose events are promises. */
class Client {
  constructor(name, clientId, options) {
    const { ca, certificate, key } = certificates(name);
    this.shadow = thingShadow({
      keyPath: key,
      certPath: certificate,
      caPath: ca,
      clientId,
      host,
      port,
      baseReconnectTimeMs: 100,
      drainTimeMs: 10,
      ...options,
    });
    this.connects = new Inbox(`${clientId} connect`);
    this.answers = new Inbox(`${clientId} status`);
    this.deltas = new Inbox(`${clientId} delta`);
    this.foreign = new Inbox(`${clientId} foreignStateChange`);
    this.shadow.on('connect', () => this.connects.put('connected'));
    this.shadow.on('delta', (_, document) => this.deltas.put(document));
    this.shadow.on('foreignStateChange', (_, operation, document) =>
      this.foreign.put({ operation, document }));
    this.shadow.on('status', (_, status, token, document) =>
      this.answers.put({ status, token, document }));
    this.shadow.on('timeout', (_, token) => this.answers.put({ status: 'timeout', token }));
    this.shadow.on('error', (error) => {
      this.error = error; // most often a cable was pulled
    });
  }

  async connected() {
    try {
      await this.connects.next();
    } catch {
      throw this.error ?? new Error('neither connected nor refused');
    }
  }

  async register(options) {
    await this.connected();
    const refused = await inTime('register', (done) =>
      this.shadow.register(THING, options, (error, topics) => done(error || topics)));
    assert.equal(refused, undefined);
  }

  /** Asks something and resolves to the answer, which must have the token of the request. */
  async ask(operation, argument) {
    const token = this.shadow[operation](THING, argument);
    assert.ok(token, `${operation} was not sent`);
    const answer = await this.answers.next();
    assert.equal(answer.token, token);
    return answer;
  }

  async accepted(operation, argument) {
    const { status, document } = await this.ask(operation, argument);
    assert.equal(status, 'accepted', JSON.stringify(document));
    return document;
  }

  async rejected(operation, argument, code, message) {
    const { status, document } = await this.ask(operation, argument);
    assert.equal(status, 'rejected');
    assert.equal(document.code, code);
    assert.equal(document.message, message);
  }

  end() {
    return inTime('end', (done) => this.shadow.end(false, done));
  }
}

const gone = `No shadow exists with name: '${THING}'`;

async function oneDevice(device) {
  await device.rejected('get', undefined, 404, gone);
  const update = { state: { reported: { on: false, celsius: 18.5, modes: ['eco', 'off'] } } };
  const first = await device.accepted('update', update);
  const version = first.version;
  same(first, {
    state: { reported: { on: false, celsius: 18.5, modes: ['eco', 'off'] } },
    metadata: { reported: { on: now, celsius: now, modes: [now, now] } },
    version,
    timestamp: 'now',
  });
  same(await device.accepted('get', 'a-token-of-my-own'), first);
  return version;
}

async function deviceAndApp(device, app, version) {
  same(await app.accepted('update', { state: { desired: { on: true, celsius: 21 } } }), {
    state: { desired: { on: true, celsius: 21 } },
    metadata: { desired: { on: now, celsius: now } },
    version: version + 1,
    timestamp: 'now',
  });
  same(await device.deltas.next(), {
    version: version + 1,
    timestamp: 'now',
    state: { on: true, celsius: 21 },
    metadata: { on: now, celsius: now },
  });
  assert.equal((await device.foreign.next()).operation, 'update');

  await device.accepted('update', { state: { reported: { on: true, celsius: 20 } } });
  same((await device.deltas.next()).state, { celsius: 21 });
  assert.equal((await app.foreign.next()).document.version, version + 2);
  await device.accepted('update', { state: { reported: { celsius: 21.0 } } });
  await app.foreign.next();
  const { state } = await device.accepted('get');
  same(state, {
    desired: { on: true, celsius: 21 },
    reported: { on: true, celsius: 21, modes: ['eco', 'off'] },
  });
}

/** One that subscribes for each request, and knows a version that another has overtaken. */
async function oneWhoIsBehind(app) {
  const late = new Client('thermostat-1', 'thermostat-1-late');
  await late.register({ ignoreDeltas: true, persistentSubscribe: false });
  const { version } = await late.accepted('get');
  await app.accepted('update', { state: { desired: { celsius: 22 } } });
  await late.rejected('update', { state: { reported: { on: false } } }, 409, 'Version conflict');
  assert.equal((await late.accepted('get')).version, version + 1);
  const next = await late.accepted('update', { state: { reported: { on: null } } });
  same(next.state, { reported: { on: null } });
  assert.equal(next.version, version + 2);
  await late.end();
}

async function pulledCable(app) {
  const former = new Client('thermostat-1', 'thermostat-1-away'); // ends a session there may be
  await former.connected();
  await former.end();
  const cable = new Cable();
  const away = new Client('thermostat-1', 'thermostat-1-away', {
    port: await cable.start(),
    clean: false,
  });
  await away.register({ qos: 1, discardStale: false });
  cable.pull();
  await inTime('offline', (done) => away.shadow.once('offline', done));
  for (const celsius of [15, 16, 17]) {
    await app.accepted('update', { state: { desired: { celsius } } });
  }
  cable.plug();
  await away.connected();
  for (const celsius of [15, 16, 17]) {
    assert.equal((await away.deltas.next()).state.celsius, celsius);
  }
  await away.accepted('get');
  await away.end();
  cable.close();
}

async function deleted(device, app) {
  const { version } = await app.accepted('get');
  same(await app.accepted('delete', 'the-end'), { version, timestamp: 'now' });
  await app.rejected('get', undefined, 404, gone);
  await app.rejected('delete', undefined, 404, gone);
  await app.shadow.unregister(THING);
  await device.shadow.unregister(THING);
}

/** The policy lets a device subscribe to its own thing only. */
async function anotherThing(device) {
  const refused = await inTime('register', (done) =>
    device.shadow.register('thermostat-2', { qos: 1 }, (error, topics) => done({ error, topics })));
  assert.equal(refused.error, 'Not all subscriptions were granted');
  assert.equal(refused.topics.length, 7);
}

async function overWebSocket() {
  const { ca, certificate, key } = certificates('thermostat-1');
  const read = require('node:fs').readFileSync;
  const client = new Client('thermostat-1', 'thermostat-1-ws', {
    protocol: 'wss', // whose signature counts for nothing here; the certificate does
    port: websocketPort,
    region: 'none',
    accessKeyId: 'none',
    secretKey: 'none',
    websocketOptions: { ca: read(ca), cert: read(certificate), key: read(key) },
  });
  await client.register({ qos: 1 });
  await client.accepted('update', { state: { reported: { via: 'websocket' } } });
  await client.accepted('delete');
  await client.end();
}

run('aws-iot-device-sdk (v1)', async () => {
  const device = new Client('thermostat-1', 'thermostat-1');
  const app = new Client('app', 'app');
  await app.register({ qos: 1, enableVersioning: false });
  await app.ask('delete'); // whatever was there before
  await device.register({ qos: 1 });
  const version = await oneDevice(device);
  await app.foreign.next();
  await deviceAndApp(device, app, version);
  await oneWhoIsBehind(app);
  await pulledCable(app);
  await deleted(device, app);
  await anotherThing(device);
  await Promise.all([device.end(), app.end()]);
  await overWebSocket();
});
