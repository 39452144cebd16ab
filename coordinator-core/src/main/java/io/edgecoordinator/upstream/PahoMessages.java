package io.edgecoordinator.upstream;

import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** Messages as the client has them. */
final class PahoMessages {

  private PahoMessages() {}

  /**
   * Returns a message for the client.
   *
   * @param terms what is not offered is not asked for
   */
  static MqttMessage of(OutgoingMessage message, BrokerConnection.Terms terms) {
    MqttProperties properties = new MqttProperties();
    Long expiry = message.expirySeconds();
    if (expiry != null) {
      properties.setMessageExpiryInterval(expiry);
    }
    MessageProperties said = message.properties();
    if (!said.isEmpty()) {
      copy(said, properties);
    }
    int qos = terms.acknowledges() ? message.qos().level() : 0;
    return new MqttMessage(
        message.payload().bytes(), qos, message.retain() && terms.retain(), properties);
  }

  private static void copy(MessageProperties said, MqttProperties properties) {
    if (said.utf8()) {
      properties.setPayloadFormat(true);
    }
    if (said.contentType() != null) {
      properties.setContentType(said.contentType());
    }
    if (said.responseTopic() != null) {
      properties.setResponseTopic(said.responseTopic());
    }
    if (said.correlationData() != null) {
      properties.setCorrelationData(said.correlationData());
    }
    if (!said.user().isEmpty()) {
      List<UserProperty> user = new ArrayList<>(said.user().size());
      said.user().forEach(each -> user.add(new UserProperty(each.name(), each.value())));
      properties.setUserProperties(user);
    }
  }

  /** Returns a message from the client. */
  static IncomingMessage read(String topic, MqttMessage message, Runnable done) {
    MqttProperties properties = message.getProperties();
    return new IncomingMessage(
        topic,
        Payload.of(message.getPayload()),
        QoS.of(message.getQos()).atMost(QoS.AT_LEAST_ONCE),
        message.isRetained(),
        properties.getMessageExpiryInterval(),
        properties(properties),
        done);
  }

  private static MessageProperties properties(MqttProperties said) {
    MessageProperties read =
        new MessageProperties(
            said.getPayloadFormat(),
            said.getContentType(),
            said.getResponseTopic(),
            said.getCorrelationData(),
            said.getUserProperties().stream()
                .map(each -> new MessageProperties.User(each.getKey(), each.getValue()))
                .toList());
    return read.isEmpty() ? MessageProperties.NONE : read;
  }
}
