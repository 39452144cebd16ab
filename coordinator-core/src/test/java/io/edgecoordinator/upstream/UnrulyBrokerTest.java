package io.edgecoordinator.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.RunningCoordinator;
import io.edgecoordinator.event.QoS;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link to a broker that is not there, says nothing, refuses, or lets others in instead. */
class UnrulyBrokerTest {

  @TempDir private Path folder;

  @Test
  void aBrokerThatComesLateIsFound() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (TestLink box = new TestLink(port)) {
      box.started();
      TestLink.await(() -> box.status().failures() >= 2);
      assertThat(box.status().lastFailure()).contains("refused");
      try (RunningCoordinator broker =
          new RunningCoordinator(folder, Map.of("mqtt.listen", "127.0.0.1:" + port))) {
        assertThat(broker.mqtt().port()).isEqualTo(port);
        box.connected();
        TestLink.await(box.publish("plant/1", "", QoS.AT_LEAST_ONCE));
      }
    }
  }

  @Test
  void aBrokerThatSaysNothingIsGivenUpAndTriedAgain() throws Exception {
    try (Answering broker = new Answering(new byte[0]);
        TestLink box = new TestLink(broker.port())) {
      box.started();
      TestLink.await(() -> box.status().failures() >= 2);
      assertThat(box.status().lastFailure()).isEqualTo("no answer within 2000 ms");
      assertThat(box.status().connects()).isZero();
    }
  }

  @Test
  void aRefusalIsTold() throws Exception {
    byte[] reason = "who are you".getBytes(US_ASCII);
    ByteArrayOutputStream refusal = new ByteArrayOutputStream();
    refusal.write(
        new byte[] {0x20, (byte) (6 + reason.length), 0, (byte) 0x87, (byte) (3 + reason.length)});
    refusal.write(new byte[] {0x1F, 0, (byte) reason.length});
    refusal.write(reason);
    try (Answering broker = new Answering(refusal.toByteArray());
        TestLink box = new TestLink(broker.port())) {
      box.started();
      TestLink.await(() -> box.status().failures() >= 2);
      assertThat(box.status().lastFailure())
          .isEqualTo("refused: not authorized (0x87): who are you");
    }
  }

  @Test
  void whatIsNoBrokerIsToldFromOne() throws Exception {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII);
    try (Answering server = new Answering(answer);
        TestLink box = new TestLink(server.port())) {
      box.started();
      TestLink.await(() -> box.status().failures() >= 1);
      assertThat(box.status().lastFailure()).contains("does not speak MQTT");
    }
  }

  @Test
  void twoOfOneClientIdDoNotThrowEachOtherOutAllTheTime() {
    LinkLimits patient =
        TestLink.QUICK.withTimes(
            TestLink.QUICK.connect(),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofMillis(50),
            Duration.ofSeconds(60));
    try (RunningCoordinator broker = new RunningCoordinator(folder);
        TestLink first = new TestLink(TestLink.settings(broker.mqtt().port()), patient);
        TestLink second = new TestLink(TestLink.settings(broker.mqtt().port()), patient)) {
      first.started().connected();
      second.started().connected();
      TestLink.await(() -> !first.status().connected());
      assertThat(first.status().lastFailure()).contains("another client");
      for (int i = 0; i < 20; i++) {
        TestLink.await(second.publish("plant/1", "", QoS.AT_LEAST_ONCE));
      }
      assertThat(first.status().connects() + second.status().connects()).isEqualTo(2);
    }
  }

  @Test
  void aSlowLinkThatMovesIsNotGivenUp() {
    LinkLimits patient =
        TestLink.QUICK.withTimes(
            TestLink.QUICK.connect(),
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofMillis(50),
            Duration.ofMillis(200));
    try (RunningCoordinator broker = new RunningCoordinator(folder);
        LinkProxy network = new LinkProxy(broker.mqtt());
        TestLink box = new TestLink(TestLink.settings(network.port()), patient)) {
      box.started().connected();
      network.slow(100_000);
      TestLink.await(box.publish("plant/1", "x".repeat(500_000), QoS.AT_LEAST_ONCE));
      assertThat(box.status().connects()).isEqualTo(1);
      assertThat(box.status().failures()).isZero();
    }
  }

  /** Says the same to everybody who connects, and then nothing more. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket entry;
    private final byte[] answer;

    Answering(byte[] answer) throws IOException {
      this.answer = answer;
      this.entry = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(this::run);
    }

    int port() {
      return entry.getLocalPort();
    }

    private void run() {
      while (!entry.isClosed()) {
        try {
          @SuppressWarnings("resource") // Left open: it is the other side that must act.
          Socket client = entry.accept();
          OutputStream out = client.getOutputStream();
          out.write(answer);
          out.flush();
        } catch (IOException closed) {
          // the loop ends if it was the entry
        }
      }
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}
