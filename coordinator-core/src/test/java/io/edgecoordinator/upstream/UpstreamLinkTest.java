package io.edgecoordinator.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over a link, to a broker that is a whole coordinator. */
class UpstreamLinkTest {

  @TempDir private Path folder;
  private RunningCoordinator broker;
  private TestLink box;
  private TestLink other;

  @BeforeEach
  void start() {
    broker = new RunningCoordinator(folder);
    int port = broker.mqtt().port();
    box = new TestLink(port).started().connected();
    other =
        new TestLink(TestLink.settings("mqtt://127.0.0.1:" + port, "other", null), TestLink.QUICK);
    other.started().connected();
  }

  @AfterEach
  void stop() {
    box.close();
    other.close();
    broker.close();
  }

  @Test
  void messagesGoBothWaysWithAllThatIsSaidAboutThem() throws Exception {
    other.subscribe("plant/#");
    MessageProperties said =
        new MessageProperties(
            true, "text/plain", "answers/1", new byte[] {1, 2}, List.of(new User("eventId", "e1")));
    TestLink.await(
        box.publish(
            new OutgoingMessage(
                "plant/1", Payload.of("hot"), QoS.AT_LEAST_ONCE, false, 60L, said)));
    IncomingMessage message = other.receive();
    assertThat(message.topic()).isEqualTo("plant/1");
    assertThat(message.payload().text()).isEqualTo("hot");
    assertThat(message.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
    assertThat(message.expirySeconds()).isBetween(1L, 60L);
    assertThat(message.properties()).usingRecursiveComparison().isEqualTo(said);

    TestLink.await(box.publish("plant/2", "", QoS.AT_MOST_ONCE));
    IncomingMessage second = other.receive();
    assertThat(second.qos()).isEqualTo(QoS.AT_MOST_ONCE);
    assertThat(second.payload().size()).isZero();
    assertThat(second.properties().isEmpty()).isTrue();
  }

  @Test
  void whatTheBoxItselfSendsDoesNotComeBack() throws Exception {
    box.subscribe("plant/#");
    TestLink.await(box.publish("plant/mine", "", QoS.AT_LEAST_ONCE));
    TestLink.await(other.publish("plant/others", "", QoS.AT_LEAST_ONCE));
    assertThat(box.receive().topic()).isEqualTo("plant/others");
  }

  @Test
  void otherClientsSeeWhetherTheBoxIsThere() throws Exception {
    other.subscribe("coordinators/box-1/connected");
    IncomingMessage first = other.receive();
    assertThat(first.payload().text()).isEqualTo("true");
    assertThat(first.retained()).isTrue();
    TestLink.await(box.stopped());
    assertThat(other.receive().payload().text()).isEqualTo("false");
  }

  @Test
  void whatIsNotDoneComesAgainOverTheNextLink() throws Exception {
    box.subscribe("plant/#");
    TestLink.await(other.publish("plant/1", "", QoS.AT_LEAST_ONCE));
    TestLink.await(other.publish("plant/2", "", QoS.AT_LEAST_ONCE));
    box.done(box.receive());
    assertThat(box.receive().topic()).isEqualTo("plant/2");
    TestLink.await(box.stopped());
    TestLink.await(other.publish("plant/3", "", QoS.AT_LEAST_ONCE));

    try (TestLink next = new TestLink(broker.mqtt().port())) {
      next.subscribe("plant/#");
      next.started().connected();
      assertThat(List.of(next.receive().topic(), next.receive().topic()))
          .containsExactly("plant/2", "plant/3");
    }
  }

  @Test
  void aMessageForNobodyIsThrownAway() throws Exception {
    box.subscribe("plant/#");
    box.onLoop(() -> {
      box.link.unsubscribe("plant/#");
      return true;
    });
    box.subscribe("end");
    TestLink.await(other.publish("plant/1", "", QoS.AT_LEAST_ONCE));
    TestLink.await(other.publish("end", "", QoS.AT_LEAST_ONCE));
    assertThat(box.receive().topic()).isEqualTo("end");
  }

  @Test
  void whatCannotBeSentIsRefusedByNameAndTheLinkStays() {
    assertThatThrownBy(() -> TestLink.await(box.publish("plant/+", "", QoS.AT_LEAST_ONCE)))
        .isInstanceOf(RefusedUpstream.class)
        .hasMessageContaining("wildcards");
    assertThatThrownBy(
            () -> TestLink.await(box.publish("a", "x".repeat(2 << 20), QoS.AT_LEAST_ONCE)))
        .isInstanceOf(RefusedUpstream.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(() -> TestLink.await(box.publish("a\u0001", "", QoS.AT_MOST_ONCE)))
        .isInstanceOf(RefusedUpstream.class)
        .hasMessageContaining("control character");
    TestLink.await(box.publish("plant/1", "", QoS.AT_LEAST_ONCE));
    assertThat(box.status().refused()).isEqualTo(3);
    assertThat(box.status().connects()).isEqualTo(1);
  }
}
