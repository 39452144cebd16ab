package io.edgecoordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCodecTest {

  private static byte[] write(Source source) {
    RecordOutput out = new RecordOutput();
    EventCodec.INSTANCE.write(
        new Event(1, source, "d", "t", Payload.of("x"), QoS.AT_LEAST_ONCE, false, 0), out);
    return out.toBytes();
  }

  private static Source read(byte[] record) {
    return EventCodec.INSTANCE.read(new RecordInput(record)).source();
  }

  @Test
  void everySourceIsReadAsItWasWritten() {
    for (Source source :
        List.of(
            new Source.Device("d"),
            new Source.Task("t"),
            new Source.Upstream("cloud"),
            new Source.Shadow("s"),
            new Source.Schedule(),
            new Source.Operator())) {
      assertThat(read(write(source))).isEqualTo(source);
    }
  }

  @Test
  void anEventFromUpstreamThatWasWrittenBeforeThereWereSeveralIsRead() {
    byte[] record = write(new Source.Schedule());
    int kind = 3; // after the form, the id and the flags
    assertThat(record[kind]).isEqualTo((byte) 4);
    record[kind] = 2;

    assertThat(read(record)).isEqualTo(new Source.Upstream(""));
  }
}
