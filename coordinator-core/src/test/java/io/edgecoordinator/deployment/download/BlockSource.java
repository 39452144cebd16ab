package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.BlockRequest;
import io.edgecoordinator.deployment.DeploymentTopics;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Answers a box that asks for blocks, and loses, doubles and delays so many of its answers as a
 * test says. Belongs to the event loop.
 */
final class BlockSource {

  private final Vertx vertx;
  private final BrokerLink link;
  private final DeploymentTopics topics;
  private final String sha256;
  private final byte[] content;
  private final Random random = new Random(7);

  /** How often each offset was asked for. */
  final Map<Long, Integer> asked = new HashMap<>();

  double loss;
  double doubling;
  int mostDelayMillis;
  int requests;
  int lost;

  BlockSource(Vertx vertx, BrokerLink link, String sha256, byte[] content) {
    this.vertx = vertx;
    this.link = link;
    this.topics = new DeploymentTopics(link.prefix());
    this.sha256 = sha256;
    this.content = content;
  }

  void start() {
    link.subscribe(
        topics.request(sha256),
        QoS.AT_MOST_ONCE,
        message -> answer(BlockRequest.parse(message.payload())));
  }

  private void answer(BlockRequest request) {
    requests++;
    asked.merge(request.offset(), 1, Integer::sum);
    if (random.nextDouble() < loss) {
      lost++;
      return;
    }
    later(request);
    if (random.nextDouble() < doubling) {
      later(request);
    }
  }

  private void later(BlockRequest request) {
    if (mostDelayMillis == 0) {
      send(request.offset(), request.length());
    } else {
      vertx.setTimer(
          1 + random.nextInt(mostDelayMillis), _ -> send(request.offset(), request.length()));
    }
  }

  /** Sends some bytes as a block. */
  void send(long offset, int length) {
    int from = (int) offset;
    publish(Long.toString(offset), Arrays.copyOfRange(content, from, from + length));
  }

  /** Sends anything to where blocks go. */
  void publish(String offset, byte[] bytes) {
    link.publish(
        new OutgoingMessage(
            topics.blocks(sha256).replace("+", offset),
            Payload.of(bytes),
            QoS.AT_MOST_ONCE,
            false));
  }
}
