package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.BlockRequest;
import io.edgecoordinator.deployment.DeploymentTopics;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A bundle that comes block by block over MQTT. A number of blocks are asked for at a time; one is
 * asked for again when its answer is overdue, or the link was lost meanwhile, and never otherwise.
 * Belongs to the event loop.
 *
 * <p>Requests and blocks go at QoS 0: what is lost is asked for again, so a guarantee of the broker
 * would add nothing but its own waits. At QoS 1 a request would need room among what the box sends
 * upstream, and a block among what the box has not acknowledged yet, which may be events that it
 * can't take; a new version has to come through when the old one is stuck.
 */
final class BlockDownload implements Download {

  private static final long SECOND = 1_000_000_000L;

  private final Vertx vertx;
  private final Upstream upstream;
  private final Install desired;
  private final DeploymentTopics topics;
  private final DownloadCounters counters;
  private final Blocks blocks;
  private final RequestPace pace;
  private final Consumer<BlockDownload> ended;
  private final Promise<Void> done = Promise.promise();

  /** What is asked for, in the order of asking. */
  private final Map<Integer, Asked> underWay = new LinkedHashMap<>();

  private final BitSet asked = new BitSet();
  private long heardAt = System.nanoTime();
  private long silentAt = heardAt;
  private boolean open;
  private boolean linked;
  private long timer = -1;

  /**
   * A request.
   *
   * @param at when it was made, in nanoseconds
   * @param again whether the block was asked for before
   */
  private record Asked(long at, boolean again) {}

  /**
   * Creates a download.
   *
   * @param blocks not open yet
   * @param ended told when it does not want to hear of the link any more
   */
  BlockDownload(
      Vertx vertx,
      Upstream upstream,
      Install desired,
      Blocks blocks,
      RequestPace pace,
      DownloadCounters counters,
      Consumer<BlockDownload> ended) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.desired = desired;
    this.topics = new DeploymentTopics(upstream.prefix());
    this.blocks = blocks;
    this.pace = pace;
    this.counters = counters;
    this.ended = ended;
  }

  @Override
  public Future<Void> start() {
    blocks
        .open(this::written, this::fail)
        .onSuccess(_ -> {
          if (done.future().isComplete()) {
            blocks.close();
            return;
          }
          open = true;
          linked = upstream.isConnected();
          upstream.subscribe(topics.blocks(desired.sha256()), QoS.AT_MOST_ONCE, this::receive);
          written();
        })
        .onFailure(this::fail);
    return done.future();
  }

  /** The link is made. */
  void connected() {
    linked = true;
    ask();
  }

  /** The link is lost, and with it what is under way: at QoS 0 the broker keeps nothing. */
  void disconnected() {
    linked = false;
    underWay.clear();
    if (open) {
      blocks.checkpoint();
    }
  }

  private void receive(IncomingMessage message) {
    message.done().run();
    if (!open) {
      return;
    }
    int block = blockOf(message);
    if (block < 0) {
      counters.unusable++;
      return;
    }
    if (blocks.has(block)) {
      counters.doubled++;
      return;
    }
    if (!blocks.isRoomFor(0)) {
      // Nobody asked for so many; if this one was, it will be asked for again.
      counters.unusable++;
      return;
    }
    counters.blocks++;
    heardAt = System.nanoTime();
    Asked request = underWay.remove(block);
    if (request == null || request.again()) {
      pace.heard();
    } else {
      pace.answered(heardAt - request.at());
    }
    blocks.put(block, message.payload().bytes());
    ask();
  }

  /** Returns which block a message is, or -1 if it is none of this bundle's. */
  private int blockOf(IncomingMessage message) {
    String topic = message.topic();
    long at;
    try {
      at = Long.parseLong(topic.substring(topic.lastIndexOf('/') + 1));
    } catch (NumberFormatException none) {
      return -1;
    }
    if (at < 0 || at >= desired.size() || at % BlockFile.BLOCK_BYTES != 0) {
      return -1;
    }
    int block = (int) (at / BlockFile.BLOCK_BYTES);
    return message.payload().size() == blocks.length(block) ? block : -1;
  }

  /** Asks for what may be asked for, from the beginning of the file on. */
  private void ask() {
    int block = 0;
    while (open && linked && underWay.size() < pace.window() && blocks.isRoomFor(underWay.size())) {
      block = blocks.nextMissing(block);
      if (block == blocks.count()) {
        break;
      }
      if (!underWay.containsKey(block)) {
        ask(block);
      }
      block++;
    }
    watch();
  }

  private void ask(int block) {
    boolean again = asked.get(block);
    counters.requests++;
    counters.repeats += again ? 1 : 0;
    asked.set(block);
    underWay.put(block, new Asked(System.nanoTime(), again));
    // If it can't be sent it becomes overdue like one that is lost.
    upstream.publish(
        new OutgoingMessage(
            topics.request(desired.sha256()),
            new BlockRequest(Blocks.offset(block), blocks.length(block)).payload(),
            QoS.AT_MOST_ONCE,
            false,
            Math.ceilDiv(pace.timeout(), SECOND),
            MessageProperties.NONE));
  }

  /** Has the next block that becomes overdue noticed then. */
  private void watch() {
    vertx.cancelTimer(timer);
    if (!open || underWay.isEmpty()) {
      return;
    }
    long first = underWay.values().iterator().next().at();
    long nanos = first + pace.timeout() - System.nanoTime();
    timer = vertx.setTimer(Math.max(1, Math.ceilDiv(nanos, 1_000_000L)), _ -> lookForOverdue());
  }

  private void lookForOverdue() {
    long now = System.nanoTime();
    long timeout = pace.timeout();
    boolean silent = false;
    Iterator<Asked> inOrder = underWay.values().iterator();
    while (inOrder.hasNext()) {
      Asked each = inOrder.next();
      if (now - each.at() < timeout) {
        break;
      }
      inOrder.remove();
      silent |= each.at() - heardAt > 0 && each.at() - silentAt > 0;
    }
    if (silent) {
      silentAt = now;
      pace.silent();
    }
    ask();
  }

  private void written() {
    if (!open) {
      return;
    }
    if (blocks.areComplete()) {
      end();
      blocks.complete().onComplete(done);
    } else {
      ask();
    }
  }

  private void fail(Throwable why) {
    end();
    if (done.tryFail(why)) {
      blocks.close();
    }
  }

  private void end() {
    if (open) {
      open = false;
      upstream.unsubscribe(topics.blocks(desired.sha256()));
      vertx.cancelTimer(timer);
      underWay.clear();
    }
    ended.accept(this);
  }

  @Override
  public void stop() {
    fail(new DownloadStopped());
  }

  @Override
  public long received() {
    return blocks.received();
  }

  @Override
  public String trouble() {
    if (!linked) {
      return "the link to " + upstream.name() + " is down";
    }
    return pace.isSilent() ? "nobody answers at " + topics.request(desired.sha256()) : "";
  }
}
