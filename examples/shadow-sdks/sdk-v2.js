'use strict';
// Connections of npm aws-iot-device-sdk-v2 as its builders make them, with MQTT 3.1.1 and 5.

const { iot, mqtt, mqtt5 } = require('aws-iot-device-sdk-v2');
const { certificates, host, inTime, port } = require('./box');

/** A client of MQTT 3.1.1 and the names of what differs from one of MQTT 5. */
class Mqtt311 {
  static protocol = 'MQTT 3.1.1';

  constructor(name, clientId, atPort) {
    const { ca, certificate, key } = certificates(name);
    const configuration = iot.AwsIotMqttConnectionConfigBuilder
      .new_mtls_builder_from_path(certificate, key)
      .with_certificate_authority_from_path(undefined, ca)
      .with_endpoint(host)
      .with_port(atPort ?? port)
      .with_client_id(clientId)
      .with_clean_session(false)
      .with_reconnect_min_sec(1)
      .with_reconnect_max_sec(1)
      .build();
    this.client = new mqtt.MqttClient().new_connection(configuration);
    this.client.on('error', () => {}); // a cable was pulled
  }

  start() {
    return this.client.connect();
  }

  interrupted() {
    return inTime('interrupted', (done) => this.client.once('interrupt', done));
  }

  stop() {
    return this.client.disconnect();
  }
}

/** A client of MQTT 5. */
class Mqtt5 {
  static protocol = 'MQTT 5';

  constructor(name, clientId, atPort) {
    const { ca, certificate, key } = certificates(name);
    const configuration = iot.AwsIotMqtt5ClientConfigBuilder
      .newDirectMqttBuilderWithMtlsFromPath(host, certificate, key)
      .withCertificateAuthorityFromPath(undefined, ca)
      .withPort(atPort ?? port)
      .withSessionBehavior(mqtt5.ClientSessionBehavior.RejoinPostSuccess)
      .withConnectProperties({ clientId, keepAliveIntervalSeconds: 1200, sessionExpiryIntervalSeconds: 3600 })
      .withMinReconnectDelayMs(100)
      .withMaxReconnectDelayMs(200)
      .build();
    this.client = new mqtt5.Mqtt5Client(configuration);
    this.client.on('error', () => {});
  }

  start() {
    return new Promise((resolve, reject) => {
      this.client.once('connectionSuccess', resolve);
      this.client.once('connectionFailure', ({ error }) => reject(error));
      this.client.start();
    });
  }

  interrupted() {
    return inTime('disconnection', (done) => this.client.once('disconnection', done));
  }

  stop() {
    return inTime('stopped', (done) => {
      this.client.once('stopped', done);
      this.client.stop({ reasonCode: mqtt5.DisconnectReasonCode.NormalDisconnection });
    });
  }
}

module.exports = { Mqtt311, Mqtt5 };
