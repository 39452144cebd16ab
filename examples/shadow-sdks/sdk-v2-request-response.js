'use strict';
// npm aws-iot-device-sdk-v2, IotShadowClientv2: a request is a promise of its answer.

const assert = require('node:assert/strict');
const { iotshadow } = require('aws-iot-device-sdk-v2');
const { Inbox, inTime, run, same } = require('./box');
const { Mqtt311, Mqtt5 } = require('./sdk-v2');

const THING = 'thermostat-1';
const now = { timestamp: 'now' };
const OPTIONS = {
  maxRequestResponseSubscriptions: 6,
  maxStreamingSubscriptions: 2,
  operationTimeoutInSeconds: 10,
};

/** Fails unless a request is rejected for that reason. */
async function expectRejected(request, code, message) {
  await assert.rejects(request, ({ modeledError }) => {
    assert.deepEqual([modeledError?.code, modeledError?.message], [code, message]);
    return true;
  });
}

/** Opens a stream; resolves to its inbox when it is subscribed. */
async function opened(stream, name) {
  const inbox = new Inbox(name);
  stream.on('incomingPublish', ({ message }) => inbox.put(message));
  await inTime(`${name} subscribed`, (done) => {
    stream.on('subscriptionStatus', done);
    stream.open();
  });
  return { inbox, close: () => stream.close() };
}

/** The classic shadow, or a named one. */
function operations(client, shadowName) {
  const names = shadowName ? { thingName: THING, shadowName } : { thingName: THING };
  const kind = shadowName ? 'NamedShadow' : 'Shadow';
  return {
    get: () => client[`get${kind}`](names),
    update: (request) => client[`update${kind}`]({ ...names, ...request }),
    remove: () => client[`delete${kind}`](names),
    deltas: () => opened(client[`create${kind}DeltaUpdatedStream`](names), 'delta'),
    documents: () => opened(client[`create${kind}UpdatedStream`](names), 'documents'),
  };
}

async function lifeOf({ get, update, remove, deltas, documents }, title) {
  const gone = `No shadow exists with name: '${title}'`;
  await remove().catch(() => {}); // whatever was there before
  await expectRejected(get(), 404, gone);
  const [delta, document] = [await deltas(), await documents()];

  const state = { desired: { celsius: 21, on: true }, reported: { celsius: 18 } };
  const metadata = { desired: { celsius: now, on: now }, reported: { celsius: now } };
  const { clientToken, ...accepted } = await update({ state });
  const { version } = accepted;
  same(accepted, { state, metadata, version, timestamp: 'now' });
  same(await delta.inbox.next(), {
    version,
    timestamp: 'now',
    state: { celsius: 21, on: true },
    metadata: { celsius: now, on: now },
    clientToken,
  });
  const { previous, current } = await document.inbox.next();
  assert.ok(!previous);
  same(current, { state, metadata, version });

  const { clientToken: _, ...got } = await get();
  same(got, {
    state: { ...state, delta: { celsius: 21, on: true } },
    metadata,
    version,
    timestamp: 'now',
  });
  await update({ version, state: { desired: null, reported: { on: true } } });
  assert.equal((await document.inbox.next()).previous.version, version);
  same((await get()).state, { reported: { celsius: 18, on: true } });
  await expectRejected(update({ version, state: { reported: {} } }), 409, 'Version conflict');
  await expectRejected(update({ state: { wanted: {} } }), 400, "State contains an invalid node: 'wanted'");
  await expectRejected(
    update({ state: { reported: { text: 'x'.repeat(8192) } } }),
    413,
    'The payload exceeds the maximum size allowed');
  assert.equal((await remove()).version, version + 1);
  await expectRejected(get(), 404, gone);
  await expectRejected(remove(), 404, gone);
  delta.inbox.expectEmpty();
  document.inbox.expectEmpty();
  delta.close();
  document.close();
}

run('aws-iot-device-sdk-v2, IotShadowClientv2', async () => {
  for (const Connection of [Mqtt311, Mqtt5]) {
    const connection = new Connection('thermostat-1', 'thermostat-1');
    await connection.start();
    const client = Connection === Mqtt5
      ? iotshadow.IotShadowClientv2.newFromMqtt5(connection.client, OPTIONS)
      : iotshadow.IotShadowClientv2.newFromMqtt311(connection.client, OPTIONS);
    await lifeOf(operations(client), THING);
    await lifeOf(operations(client, 'settings'), `${THING}~settings`);
    client.close();
    await connection.stop();
    console.log(`  ${Connection.protocol}: ok`);
  }
});
