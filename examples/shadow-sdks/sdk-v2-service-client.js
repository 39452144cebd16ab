'use strict';
// npm aws-iot-device-sdk-v2, IotShadowClient: one publishes requests, and subscribes to the answers.

const assert = require('node:assert/strict');
const { iotshadow, mqtt } = require('aws-iot-device-sdk-v2');
const { Cable, Inbox, run, same } = require('./box');
const { Mqtt311, Mqtt5 } = require('./sdk-v2');

const THING = 'thermostat-1';
const QOS = mqtt.QoS.AtLeastOnce;
const now = { timestamp: 'now' };

/** The classic shadow, or a named one, with an inbox for each topic. */
class Shadow {
  constructor(connection, shadowName) {
    this.client = connection instanceof Mqtt5
      ? iotshadow.IotShadowClient.newFromMqtt5Client(connection.client)
      : new iotshadow.IotShadowClient(connection.client);
    this.names = shadowName ? { thingName: THING, shadowName } : { thingName: THING };
    this.kind = shadowName ? 'NamedShadow' : 'Shadow';
    this.inboxes = {};
  }

  /** Deletes what was there before, and listens to all that comes. */
  async start() {
    await this.ask('Delete', {}); // the answers went out before this is acknowledged
    const topics = ['UpdateAccepted', 'UpdateRejected', 'GetAccepted', 'GetRejected', 'DeleteAccepted',
      'DeleteRejected'].map((name) => [name, name.replace(/A|R/, (letter) => this.kind + letter)]);
    topics.push(['Delta', `${this.kind}DeltaUpdatedEvents`], ['Documents', `${this.kind}UpdatedEvents`]);
    for (const [name, suffix] of topics) {
      const inbox = new Inbox(`${this.kind} ${name}`);
      this.inboxes[name] = inbox;
      await this.client[`subscribeTo${suffix}`](this.names, QOS, (error, document) =>
        inbox.put(error || document));
    }
  }

  ask(operation, request) {
    return this.client[`publish${operation}${this.kind}`]({ ...this.names, ...request }, QOS);
  }

  next(name) {
    return this.inboxes[name].next();
  }

  expectNoMore() {
    Object.values(this.inboxes).forEach((inbox) => inbox.expectEmpty());
  }
}

async function lifeOf(shadow, title) {
  await shadow.ask('Get', { clientToken: 'none-yet' });
  same(await shadow.next('GetRejected'), {
    clientToken: 'none-yet',
    code: 404,
    message: `No shadow exists with name: '${title}'`,
    timestamp: 'now',
  });

  await shadow.ask('Update', {
    clientToken: 'first',
    state: { desired: { celsius: 21, color: { r: 1 } }, reported: { celsius: 18 } },
  });
  const { version } = await first(shadow);

  await shadow.ask('Update', { state: { reported: { celsius: 21, color: { r: 1 } } }, version });
  same(await shadow.next('UpdateAccepted'), {
    state: { reported: { celsius: 21, color: { r: 1 } } },
    metadata: { reported: { celsius: now, color: { r: now } } },
    version: version + 1,
    timestamp: 'now',
  });
  const { previous, current } = await shadow.next('Documents');
  assert.deepEqual([previous.version, current.version], [version, version + 1]);
  assert.deepEqual(current.state.desired, current.state.reported);

  await shadow.ask('Update', { clientToken: 'late', state: { desired: { celsius: 5 } }, version });
  const conflict = await shadow.next('UpdateRejected');
  assert.deepEqual([conflict.code, conflict.message, conflict.clientToken], [409, 'Version conflict', 'late']);

  await shadow.ask('Get', {});
  same((await shadow.next('GetAccepted')).state, {
    desired: { celsius: 21, color: { r: 1 } },
    reported: { celsius: 21, color: { r: 1 } },
  });
  await shadow.ask('Delete', { clientToken: 'the-end' });
  same(await shadow.next('DeleteAccepted'), {
    version: version + 1,
    timestamp: 'now',
    clientToken: 'the-end',
  });
  await shadow.ask('Update', { state: {} });
  same(await shadow.next('UpdateAccepted'), {
    state: {},
    metadata: {},
    version: version + 2, // a version never goes back
    timestamp: 'now',
  });
  assert.equal((await shadow.next('Documents')).previous, null);
  shadow.expectNoMore();
}

/** What the first update of a shadow leads to. */
async function first(shadow) {
  const accepted = await shadow.next('UpdateAccepted');
  const { version } = accepted;
  const state = { desired: { celsius: 21, color: { r: 1 } }, reported: { celsius: 18 } };
  const metadata = { desired: { celsius: now, color: { r: now } }, reported: { celsius: now } };
  same(accepted, { state, metadata, version, timestamp: 'now', clientToken: 'first' });
  same(await shadow.next('Delta'), {
    version,
    timestamp: 'now',
    state: { celsius: 21, color: { r: 1 } },
    metadata: { celsius: now, color: { r: now } },
    clientToken: 'first',
  });
  same(await shadow.next('Documents'), {
    previous: null,
    current: { state, metadata, version },
    timestamp: 'now',
    clientToken: 'first',
  });
  return accepted;
}

/** A device that is away while an app wants something of it. */
async function pulledCable(Connection) {
  const cable = new Cable();
  const device = new Connection('thermostat-1', 'thermostat-1-cable', await cable.start());
  const app = new Connection('app', 'app');
  await device.start();
  await app.start();
  const [near, far] = [new Shadow(device, 'away'), new Shadow(app, 'away')];
  await near.start();
  await far.start();

  const interrupted = device.interrupted();
  cable.pull();
  await interrupted;
  for (const celsius of [15, 16, 17]) {
    await far.ask('Update', { state: { desired: { celsius } } });
    await far.next('UpdateAccepted');
  }
  const waiting = near.ask('Update', { state: { reported: { celsius: 17 } } });
  cable.plug();
  for (const celsius of [15, 16, 17]) {
    same((await near.next('Delta')).state, { celsius });
  }
  await waiting;
  same((await far.next('UpdateAccepted')).state, { reported: { celsius: 17 } });
  await far.ask('Delete', {});
  await far.next('DeleteAccepted');
  await device.stop();
  await app.stop();
  cable.close();
}

run('aws-iot-device-sdk-v2, IotShadowClient', async () => {
  for (const Connection of [Mqtt311, Mqtt5]) {
    const connection = new Connection('thermostat-1', 'thermostat-1');
    await connection.start();
    const classic = new Shadow(connection);
    const named = new Shadow(connection, 'settings');
    await classic.start();
    await named.start();
    await lifeOf(classic, THING);
    await lifeOf(named, `${THING}~settings`);
    await connection.stop();
    await pulledCable(Connection);
    console.log(`  ${Connection.protocol}: ok`);
  }
});
