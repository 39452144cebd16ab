package io.edgecoordinator.upstream;

import java.util.Collections;
import java.util.Enumeration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.MqttToken;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttPersistable;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;

/** The client with what it should leave to us switched off: pings, persistence, log lines. */
final class PahoClient extends MqttAsyncClient {

  /** Held for ever, since a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.eclipse.paho.mqttv5");

  static {
    // It logs what we handle, with stack traces, to where our own log does not go.
    LOG.setLevel(Level.OFF);
  }

  PahoClient(String uri, String clientId, PahoThreads threads) throws MqttException {
    super(uri, clientId, new Nothing(), new NoPings(), threads);
  }

  /** Sends a PINGREQ now. */
  void ping(MqttActionListener answer) throws MqttException {
    MqttToken token = new MqttToken(getClientId());
    token.setActionCallback(answer);
    comms.sendNoWait(new MqttPingReq(), token);
  }

  private static final class NoPings implements MqttPingSender {

    @Override
    public void init(ClientComms ignored) {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void schedule(long delayMillis) {}
  }

  /** Keeps nothing: what is not answered is kept by who sent it. */
  private static final class Nothing implements MqttClientPersistence {

    @Override
    public void open(String clientId) {}

    @Override
    public void close() {}

    @Override
    public void put(String key, MqttPersistable message) {}

    @Override
    @SuppressWarnings("NullAway") // The interface knows no annotations.
    public MqttPersistable get(String key) {
      return null;
    }

    @Override
    public void remove(String key) {}

    @Override
    public Enumeration<String> keys() {
      return Collections.emptyEnumeration();
    }

    @Override
    public void clear() {}

    @Override
    public boolean containsKey(String key) {
      return false;
    }
  }
}
