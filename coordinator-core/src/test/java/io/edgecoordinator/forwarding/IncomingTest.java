package io.edgecoordinator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.sqlite.EventLoop;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from upstream, with the link in the hands of the test. */
class IncomingTest {

  private static final Admission FULL =
      new Admission.Refused(Admission.Reason.QUEUE_FULL, "the queue is full");

  @TempDir private Path folder;
  private final ScriptedUpstream cloud = new ScriptedUpstream("cloud");
  private final ScriptedUpstream archive = new ScriptedUpstream("archive");
  private ForwardingBox box;

  @BeforeEach
  void start() throws Exception {
    box = new ForwardingBox(folder, cloud, archive);
    box.rows("flows: [{id: in, from: 'upstream:cloud', topic: commands/#, to: subscribers}]");
    box.inTurn(() -> cloud.connect(true));
  }

  @AfterEach
  void close() throws Exception {
    box.close();
  }

  private AtomicInteger bring(String topic, QoS qos) throws Exception {
    AtomicReference<AtomicInteger> done = new AtomicReference<>();
    box.inTurn(() -> done.set(cloud.bring(topic, "{}", qos)));
    return done.get();
  }

  @Test
  void subscriptionsFollowTheRowsInForce() throws Exception {
    assertThat(cloud.filters()).containsExactly("commands/#");
    assertThat(archive.filters()).isEmpty();

    box.rows(
        """
        flows:
          - { id: a, from: upstream, topic: "all/{x}", to: log }
          - { id: b, from: "upstream:archive", topic: "a/#", to: log }
          - { id: c, from: "upstream:archive", topic: "a/+/c", to: log }
          - { id: d, from: any, topic: "any", to: log }
        """);

    assertThat(cloud.filters()).containsExactly("all/+");
    assertThat(archive.filters()).containsExactly("a/#", "all/+");
  }

  @Test
  void whatComesEntersAsAnEventOfItsBroker() throws Exception {
    AtomicInteger done = bring("commands/open", QoS.AT_LEAST_ONCE);

    EventLoop.until(() -> done.get() == 1);
    Event event = box.delivered.getFirst().event();
    assertThat(event.source()).isEqualTo(new Source.Upstream("cloud"));
    assertThat(event.device()).isNull();
    assertThat(event.hops()).isZero();
    assertThat(event.topic()).isEqualTo("commands/open");
    assertThat(box.status().incoming()).isEqualTo(1);
    assertThat(box.status().unsettled()).isZero();
  }

  @Test
  void aMessageThatIsRefusedStaysWithTheBrokerAndIsLetInAgain() throws Exception {
    box.subscribers = FULL;
    AtomicInteger done = bring("commands/open", QoS.AT_LEAST_ONCE);
    EventLoop.until(() -> box.delivered.size() == 1);
    assertThat(done).hasValue(0);
    assertThat(box.status().incomingRefused()).isEqualTo(1);
    assertThat(box.status().unsettled()).isEqualTo(1);

    box.subscribers = new Admission.Accepted(1);
    EventLoop.until(() -> done.get() == 1);
    assertThat(box.delivered)
        .extracting(delivery -> delivery.event().id())
        .hasSize(2)
        .containsOnly(box.delivered.getFirst().event().id());
  }

  @Test
  void whatWasNotSettledWhenTheLinkIsLostIsTheBrokersAgain() throws Exception {
    box.subscribers = null;
    AtomicInteger done = bring("commands/open", QoS.AT_LEAST_ONCE);
    EventLoop.until(() -> box.delivered.size() == 1);
    box.inTurn(cloud::cut);
    assertThat(box.status().unsettled()).isZero();

    box.inTurn(
        () -> box.delivered.getFirst().acknowledgement().complete(new Admission.Accepted(1)));
    assertThat(done).hasValue(0);
  }

  @Test
  void noMoreThanSoManyAreTakenThatAreNotSafe() throws Exception {
    box.subscribers = null;
    int most = ForwardingLimits.DEFAULT.unsettled();
    for (int i = 0; i < most + 2; i++) {
      bring("commands/open", QoS.AT_LEAST_ONCE);
    }
    EventLoop.until(() -> box.delivered.size() == most);
    assertThat(box.status().unsettled()).isEqualTo(most);
    assertThat(box.status().incomingRefused()).isEqualTo(2);
  }

  @Test
  void whatGoesRoundTooOftenIsAnsweredFor() throws Exception {
    box.rows(
        "flows: [{id: in, from: upstream, topic: commands/#, to: [{topic: loop}]},"
            + " {id: loop, from: any, topic: loop, to: [{topic: loop}]}]");
    AtomicInteger done = bring("commands/open", QoS.AT_LEAST_ONCE);

    EventLoop.until(() -> done.get() == 1);
    assertThat(box.status().incomingRefused()).isEqualTo(1);
  }

  @Test
  void qosZeroIsNotWaitedFor() throws Exception {
    box.subscribers = FULL;
    bring("commands/open", QoS.AT_MOST_ONCE);
    EventLoop.until(() -> box.delivered.size() == 1);
    assertThat(box.status().unsettled()).isZero();
  }
}
