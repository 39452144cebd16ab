package io.edgecoordinator.mqtt;

import static io.edgecoordinator.mqtt.ProtocolViolation.malformed;
import static io.edgecoordinator.mqtt.ProtocolViolation.protocolError;

import io.edgecoordinator.event.QoS;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads SUBSCRIBE and UNSUBSCRIBE (sections 3.8 and 3.10). Whether a topic filter is one is not
 * asked here: that is answered filter by filter.
 */
final class FilterReader {

  /** How the filter of a shared subscription begins (MQTT 5, section 4.8.2). */
  private static final String SHARED = "$share/";

  private static final int NO_LOCAL = 0x04;
  private static final int RETAIN_AS_PUBLISHED = 0x08;

  private final PacketReader in;
  private final Properties properties;
  private final boolean five;

  FilterReader(PacketReader in, Properties properties, boolean five) {
    this.in = in;
    this.properties = properties;
    this.five = five;
  }

  Packet subscribe() throws ProtocolViolation {
    int packetId = in.readPacketId();
    int identifier = 0;
    if (five) {
      properties.read(in, Properties.Of.SUBSCRIBE);
      if (properties.has(Properties.SUBSCRIPTION_IDENTIFIER)) {
        identifier = properties.positive(Properties.SUBSCRIPTION_IDENTIFIER, 0);
      }
    }
    if (in.remaining() == 0) {
      throw protocolError("a SUBSCRIBE without a topic filter");
    }
    List<Packet.Subscribe.Request> requests = new ArrayList<>(1);
    while (in.remaining() > 0) {
      requests.add(request());
    }
    return new Packet.Subscribe(packetId, identifier, requests);
  }

  private Packet.Subscribe.Request request() throws ProtocolViolation {
    String filter = in.readString();
    int options = in.readByte();
    if ((options & 3) == 3 || (options & (five ? 0xC0 : 0xFC)) != 0) {
      throw malformed("subscription options 0x%02X".formatted(options));
    }
    if ((options & 0x30) == 0x30) {
      throw protocolError("retain handling 3");
    }
    boolean noLocal = (options & NO_LOCAL) != 0;
    if (noLocal && filter.startsWith(SHARED)) {
      throw protocolError("a shared subscription with no local");
    }
    return new Packet.Subscribe.Request(
        filter,
        QoS.of(options & 3),
        noLocal,
        (options & RETAIN_AS_PUBLISHED) != 0,
        options >> 4 & 3);
  }

  Packet unsubscribe() throws ProtocolViolation {
    int packetId = in.readPacketId();
    if (five) {
      properties.read(in, Properties.Of.UNSUBSCRIBE);
    }
    if (in.remaining() == 0) {
      throw protocolError("an UNSUBSCRIBE without a topic filter");
    }
    List<String> filters = new ArrayList<>(1);
    while (in.remaining() > 0) {
      filters.add(in.readString());
    }
    return new Packet.Unsubscribe(packetId, filters);
  }
}
