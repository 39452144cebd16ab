package io.edgecoordinator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicPattern;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.flow.Delivery;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.flow.Destination;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.FlowMatch;
import io.edgecoordinator.flow.From;
import io.edgecoordinator.shadow.ShadowBox.Ask;
import io.edgecoordinator.sqlite.StoreLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that rows ask for, on a real store. */
class RowUpdateTest {

  private static final Flow ROW =
      new Flow(
          "rooms/readings",
          From.Kind.DEVICES,
          TopicPattern.parse("rooms/+"),
          null,
          null,
          null,
          List.of(new Destination.Shadow(TopicTemplate.parse("room"), null, null, null)),
          DeliveryOptions.DEFAULT);

  private static final Flow REQUESTS = Flow.shadows().getFirst();

  @TempDir private Path folder;
  private ShadowBox box;
  private final BlockingQueue<Admission> admissions = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    box.close();
  }

  private Delivery delivery(Flow row, int reading) {
    Event event =
        new Event(
            reading,
            new Source.Device("sensor"),
            "sensor",
            "$aws/things/room/shadow/update",
            Payload.of("{\"state\":{\"reported\":{\"n\":" + reading + "}}}"),
            QoS.AT_LEAST_ONCE,
            false,
            1);
    Acknowledgement ack = admissions::add;
    return new Delivery(event, new FlowMatch(row, Map.of()), ack);
  }

  private Admission nextAdmission() throws InterruptedException {
    return admissions.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void aBurstIsTakenWholeAndTurnsNobodyElseAway() throws Exception {
    box = new ShadowBox(folder, StoreLimits.DEFAULT, ShadowLimits.DEFAULT);
    box.deliver(
        IntStream.rangeClosed(1, 101)
            .mapToObj(i -> delivery(i <= 100 ? ROW : REQUESTS, i))
            .toList());
    for (int i = 0; i < 101; i++) {
      assertThat(nextAdmission()).isInstanceOf(Admission.Accepted.class);
    }
    assertThat(box.ask("room", Ask.get()).path("state").path("reported"))
        .hasToString("{\"n\":101}");
    assertThat(box.told()).noneMatch(event -> event.topic().endsWith("/rejected"));
  }

  @Test
  void whatTheDiskIsTooSlowForIsRefusedSoThatItIsSentAgain() throws Exception {
    ShadowLimits few = new ShadowLimits(8_192, 128 << 10, 8, 10, 100, 100, 1 << 20, 1, 100, 16);
    box = new ShadowBox(folder, StoreLimits.DEFAULT, few);
    box.deliver(List.of(delivery(ROW, 1), delivery(ROW, 2)));
    assertThat(nextAdmission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Admission.Reason.QUEUE_FULL));
    assertThat(nextAdmission()).isInstanceOf(Admission.Accepted.class);
    box.deliver(List.of(delivery(ROW, 2)));
    assertThat(nextAdmission()).isInstanceOf(Admission.Accepted.class);
    assertThat(box.ask("room", Ask.get()).path("state").path("reported")).hasToString("{\"n\":2}");
  }
}
