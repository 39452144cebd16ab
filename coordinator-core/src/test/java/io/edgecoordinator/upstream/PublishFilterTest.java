package io.edgecoordinator.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that an independent encoder has made, on their way through the filter. */
class PublishFilterTest {

  private static final byte[] PING = {(byte) 0xD0, 0};

  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private final List<PublishFilter.LeftOut> leftOut = new ArrayList<>();

  private static MqttProperties all(String text) {
    MqttProperties all = new MqttProperties();
    all.add(new IntegerProperty(0x01, 1));
    all.add(new IntegerProperty(0x02, 77));
    all.add(new IntegerProperty(0x0B, 70_000));
    all.add(new BinaryProperty(0x09, new byte[] {1, 2, 127}));
    all.add(new StringProperty(0x08, "back"));
    all.add(new UserProperty("name", text));
    return all;
  }

  private static byte[] publish(String topic, int id, MqttProperties properties, String payload) {
    return encoded(
        MqttMessageBuilders.publish()
            .topicName(topic)
            .messageId(id)
            .qos(id == 0 ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE)
            .properties(properties)
            .payload(Unpooled.copiedBuffer(payload, UTF_8))
            .build());
  }

  private static byte[] encoded(MqttMessage message) {
    EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);
    channel
        .attr(io.netty.util.AttributeKey.<MqttVersion>valueOf("NETTY_CODEC_MQTT_VERSION"))
        .set(MqttVersion.MQTT_5);
    channel.writeOutbound(message);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      all.writeBytes(bytes);
      part.release();
    }
    channel.finishAndReleaseAll();
    return all.toByteArray();
  }

  private PublishFilter filter(InputStream in) {
    return new PublishFilter(in, 1 << 20, leftOut::add);
  }

  private byte[] filtered() throws IOException {
    return filter(new ByteArrayInputStream(stream.toByteArray())).readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant/1", "köln/°C", "鉄/🐟"})
  void whatTheClientTakesIsPassedOnAsItIs(String topic) throws Exception {
    stream.write(publish(topic, 0, MqttProperties.NO_PROPERTIES, ""));
    stream.write(PING);
    stream.write(publish(topic, 7, all(topic), "x".repeat(70_000)));
    stream.write(publish("a/" + topic, 8, all("y".repeat(60_000)), "\u0000"));
    assertThat(filtered()).isEqualTo(stream.toByteArray());
    assertThat(leftOut).isEmpty();
  }

  @Test
  void whatHasCharactersThatItDoesNotTakeIsLeftOut() throws Exception {
    for (String bad : new String[] {"\u0000", "\u0007", "\u007F", "\u0085", "\uFFFE", "\uFDD0"}) {
      stream.write(publish("a/" + bad, 7, MqttProperties.NO_PROPERTIES, "hidden"));
      stream.write(publish("b", 8, all(bad), "hidden"));
      stream.write(publish("c/" + bad, 0, MqttProperties.NO_PROPERTIES, "hidden"));
    }
    byte[] good = publish("d", 9, all("good"), "seen");
    stream.write(good);
    assertThat(filtered()).isEqualTo(good);
    assertThat(leftOut).hasSize(18);
    assertThat(leftOut.subList(0, 3))
        .extracting(PublishFilter.LeftOut::id, PublishFilter.LeftOut::topic)
        .containsExactly(tuple(7, "a/?"), tuple(8, "b"), tuple(0, "c/?"));
    assertThat(leftOut)
        .extracting(PublishFilter.LeftOut::reason)
        .allMatch(r -> r.contains("1.5.4"));
  }

  private static byte[] correlated(int length) {
    MqttProperties properties = new MqttProperties();
    properties.add(new BinaryProperty(0x09, new byte[length]));
    return publish("a", 7, properties, "x");
  }

  @Test
  void whatIsTooLongForItIsLeftOut() throws Exception {
    byte[] longest = correlated(32_767);
    stream.write(longest);
    stream.write(correlated(32_768));
    assertThat(filtered()).isEqualTo(longest);
    assertThat(leftOut).hasSize(1).first().asString().contains("32,767 bytes");
  }

  @Test
  void packetsMayComeByteByByte() throws Exception {
    stream.write(publish("a/\u0007", 7, all("x"), "hidden"));
    byte[] good = publish("d", 9, all("good"), "seen");
    stream.write(good);
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(stream.toByteArray())) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(1, length));
          }
        };
    PublishFilter filter = filter(slow);
    for (byte each : good) {
      assertThat((byte) filter.read()).isEqualTo(each);
    }
    assertThat(filter.read()).isEqualTo(-1);
  }

  @Test
  void whatIsNoWholePacketIsLeftToTheClient() throws Exception {
    byte[] whole = publish("d", 9, all("good"), "seen");
    for (int length = 1; length < whole.length; length++) {
      stream.reset();
      stream.write(whole, 0, length);
      assertThat(filtered()).isEqualTo(stream.toByteArray());
    }
    for (byte[] odd :
        new byte[][] {
          {0x32, 3, 0, 9, 'a'},
          {0x32, 7, 0, 1, 'a', 0, 7, 5, 1},
          {0x32, 7, 0, 1, 'a', 0, 7, 1, 0x55},
          {0x32, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1}
        }) {
      stream.reset();
      stream.write(odd);
      assertThat(filtered()).isEqualTo(odd);
    }
    assertThat(leftOut).isEmpty();
  }

  @Test
  void aStreamThatEndsInWhatIsLeftOutEnds() {
    byte[] bad = publish("a/\u0007", 7, MqttProperties.NO_PROPERTIES, "hidden");
    stream.write(bad, 0, bad.length - 1);
    assertThatThrownBy(this::filtered).isInstanceOf(EOFException.class);
  }
}
