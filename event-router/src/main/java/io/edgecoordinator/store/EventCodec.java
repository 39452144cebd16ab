package io.edgecoordinator.store;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import java.util.ArrayList;
import java.util.List;

/** Events as part of records. */
public final class EventCodec implements Codec<Event> {

  /** The one there is; it has no state. */
  public static final EventCodec INSTANCE = new EventCodec();

  /** Changes when the form does. */
  private static final int VERSION = 1;

  private static final int RETAIN = 4;
  private static final int EXPIRES = 8;
  private static final int PROPERTIES = 16;

  /** When there was one broker upstream, it had no name. */
  private static final int FORMER_UPSTREAM = 2;

  private static final int UPSTREAM = 6;

  private EventCodec() {}

  @Override
  public void write(Event event, RecordOutput out) {
    boolean expires = event.expiresAt() != Event.NEVER;
    boolean properties = !event.properties().isEmpty();
    out.writeByte(VERSION);
    out.writeLong(event.id());
    out.writeByte(
        event.qos().level()
            | (event.retain() ? RETAIN : 0)
            | (expires ? EXPIRES : 0)
            | (properties ? PROPERTIES : 0));
    writeSource(event.source(), out);
    out.writeOptionalText(event.device());
    out.writeText(event.topic());
    out.writeLong(event.hops());
    if (expires) {
      out.writeLong(event.expiresAt());
    }
    if (properties) {
      writeProperties(event.properties(), out);
    }
    out.writeBytes(event.payload().bytes());
  }

  @Override
  public Event read(RecordInput in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException("an event of form " + version + ", not " + VERSION);
    }
    long id = in.readLong();
    int flags = in.readByte();
    Source source = readSource(in);
    String device = in.readOptionalText();
    String topic = in.readText();
    int hops = (int) in.readLong();
    long expiresAt = (flags & EXPIRES) == 0 ? Event.NEVER : in.readLong();
    MessageProperties properties =
        (flags & PROPERTIES) == 0 ? MessageProperties.NONE : readProperties(in);
    Payload payload = Payload.of(in.readBytes());
    return new Event(
        id,
        source,
        device,
        topic,
        payload,
        QoS.of(flags & 3),
        (flags & RETAIN) != 0,
        hops,
        expiresAt,
        properties);
  }

  /** Writes what a publisher says about a payload. */
  public static void writeProperties(MessageProperties properties, RecordOutput out) {
    byte[] correlation = properties.correlationData();
    out.writeByte((properties.utf8() ? 1 : 0) | (correlation == null ? 0 : 2));
    out.writeOptionalText(properties.contentType());
    out.writeOptionalText(properties.responseTopic());
    if (correlation != null) {
      out.writeBytes(correlation);
    }
    out.writeLong(properties.user().size());
    for (MessageProperties.User user : properties.user()) {
      out.writeText(user.name());
      out.writeText(user.value());
    }
  }

  /** Reads what a publisher says about a payload. */
  public static MessageProperties readProperties(RecordInput in) {
    int flags = in.readByte();
    String contentType = in.readOptionalText();
    String responseTopic = in.readOptionalText();
    byte[] correlation = (flags & 2) == 0 ? null : in.readBytes();
    List<MessageProperties.User> user = new ArrayList<>();
    for (long left = in.readLong(); left > 0; left--) {
      user.add(new MessageProperties.User(in.readText(), in.readText()));
    }
    return new MessageProperties((flags & 1) != 0, contentType, responseTopic, correlation, user);
  }

  private static void writeSource(Source source, RecordOutput out) {
    switch (source) {
      case Source.Device(String name) -> writeSource(0, name, out);
      case Source.Task(String name) -> writeSource(1, name, out);
      case Source.Upstream(String name) -> writeSource(UPSTREAM, name, out);
      case Source.Shadow(String thing) -> writeSource(3, thing, out);
      case Source.Schedule() -> out.writeByte(4);
      case Source.Operator() -> out.writeByte(5);
    }
  }

  private static void writeSource(int kind, String name, RecordOutput out) {
    out.writeByte(kind);
    out.writeText(name);
  }

  private static Source readSource(RecordInput in) {
    int kind = in.readByte();
    return switch (kind) {
      case 0 -> new Source.Device(in.readText());
      case 1 -> new Source.Task(in.readText());
      case FORMER_UPSTREAM -> new Source.Upstream("");
      case 3 -> new Source.Shadow(in.readText());
      case 4 -> new Source.Schedule();
      case 5 -> new Source.Operator();
      case UPSTREAM -> new Source.Upstream(in.readText());
      default -> throw new IllegalArgumentException("a source of kind " + kind);
    };
  }
}
