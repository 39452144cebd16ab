package io.edgecoordinator.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.event.QoS;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link over a network that is cut, frozen and slowed. */
class BadNetworkTest {

  @TempDir private Path folder;
  private RunningCoordinator broker;
  private LinkProxy network;
  private TestLink box;

  @BeforeEach
  void start() {
    broker = new RunningCoordinator(folder);
    network = new LinkProxy(broker.mqtt());
    box = new TestLink(network.port()).started().connected();
  }

  @AfterEach
  void stop() {
    box.close();
    network.close();
    broker.close();
  }

  @Test
  void aLinkThatWasCutIsMadeAgain() throws Exception {
    box.subscribe("plant/#");
    network.cut();
    TestLink.await(() -> box.status().connects() == 2);
    network.hangUp();
    TestLink.await(() -> box.status().connects() == 3);
    TestLink.await(box.publish("other", "", QoS.AT_LEAST_ONCE));
    assertThat(box.told)
        .containsExactly("connected", "disconnected", "connected", "disconnected", "connected");
  }

  @Test
  void aFrozenLinkIsFoundDeadAndMadeAgainWhenItThaws() {
    network.freeze(true);
    TestLink.await(() -> !box.status().connected());
    assertThat(box.status().lastFailure()).contains("no sign of life");
    network.freeze(false);
    box.connected();
    TestLink.await(box.publish("plant/1", "", QoS.AT_LEAST_ONCE));
  }

  @Test
  void eachMessageHasExactlyOneAnswerWhateverHappens() {
    List<Future<Void>> answers = new ArrayList<>();
    int[] told = {0};
    for (int round = 0; round < 10; round++) {
      box.connected();
      for (int i = 0; i < 200; i++) {
        answers.add(
            box.publish("plant/" + i, "x", i % 2 == 0 ? QoS.AT_LEAST_ONCE : QoS.AT_MOST_ONCE)
                .onComplete(_ -> told[0]++));
      }
      if (round % 2 == 0) {
        network.cut();
      } else {
        network.hangUp();
      }
    }
    answers.forEach(each -> TestLink.await(each.otherwiseEmpty()));
    assertThat(box.onLoop(() -> told[0])).isEqualTo(answers.size());
    TestLink.await(() -> box.status().waiting() <= 1);
  }

  @Test
  void noThreadStaysWhenLinksComeAndGo() {
    List<TestLink> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String url = "mqtt://127.0.0.1:" + network.port();
      others.add(new TestLink(TestLink.settings(url, "other-" + i, null), TestLink.QUICK));
    }
    others.forEach(TestLink::started);
    for (int i = 0; i < 10; i++) {
      int connects = i + 1;
      others.forEach(each -> TestLink.await(() -> each.status().connects() >= connects));
      network.cut();
    }
    others.forEach(TestLink::close);
    box.close();
    TestLink.await(() -> PahoThreads.running() == 0);
  }
}
