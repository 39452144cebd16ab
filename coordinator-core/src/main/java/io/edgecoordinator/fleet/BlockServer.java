package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.BlockRequest;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Answers boxes that ask for blocks of one bundle, each box in its turn. Belongs to the event loop.
 *
 * <p>A request waits here rather than in the broker: so a box that asks much is no burden on
 * another, and one that asks twice for a block since it had to wait gets it once.
 */
public final class BlockServer {

  /** Requests of one box that wait, at most. */
  static final int MOST_WAITING = 64;

  /** Requests of one box that are answered in a second, at most. */
  static final int MOST_PER_SECOND = 1_000;

  /** Blocks that are handed to the link and have not left, at most. */
  static final int MOST_OUTSTANDING = 64;

  /** Boxes of which requests wait, at most. */
  static final int MOST_BOXES = Roster.MOST_BOXES;

  private final Upstream upstream;
  private final FleetTopics topics;
  private final String sha256;
  private final byte[] archive;
  private final LongSupplier nanos;
  private final Map<String, Requests> boxes = new LinkedHashMap<>();
  private final Queue<String> turns = new ArrayDeque<>();
  private final Counters counters = new Counters();
  private int outstanding;
  private boolean answering;
  private boolean closed;

  /** What a box waits for, and what it may still ask for in this second. */
  private static final class Requests {
    final Queue<BlockRequest> waiting = new ArrayDeque<>();
    final Set<Long> offsets = new TreeSet<>();
    long second;
    int inSecond;
  }

  /** What was done with requests. Belongs to the event loop. */
  public static final class Counters {
    private long answered;
    private long repeated;
    private long refused;
    private long tooMany;

    /** Returns how many were answered. */
    public long answered() {
      return answered;
    }

    /** Returns how many were for a block for which the box was waiting in line. */
    public long repeated() {
      return repeated;
    }

    /** Returns how many were malformed, or for what is no part of the bundle. */
    public long refused() {
      return refused;
    }

    /** Returns how many were dropped since the box asked too much at a time. */
    public long tooMany() {
      return tooMany;
    }
  }

  /**
   * Creates a server; {@link #start} has it answer.
   *
   * @param archive the bundle; not copied
   * @param nanos tells the time that passes, as {@link System#nanoTime}
   */
  public BlockServer(
      Upstream upstream, FleetTopics topics, String sha256, byte[] archive, LongSupplier nanos) {
    this.upstream = upstream;
    this.topics = topics;
    this.sha256 = sha256;
    this.archive = archive;
    this.nanos = nanos;
  }

  /** Begins to answer. */
  public void start() {
    upstream.listen(
        new UpstreamListener() {
          @Override
          public void disconnected() {
            // Boxes ask again for what they miss.
            boxes.clear();
            turns.clear();
          }
        });
    upstream.subscribe(topics.all().request(sha256), QoS.AT_MOST_ONCE, this::receive);
  }

  /** Answers no more. */
  public void stop() {
    closed = true;
    upstream.unsubscribe(topics.all().request(sha256));
  }

  /** Returns what was done so far. */
  public Counters counters() {
    return counters;
  }

  private void receive(IncomingMessage message) {
    message.done().run();
    String box = topics.box(message.topic());
    BlockRequest request;
    try {
      request = BlockRequest.parse(message.payload());
    } catch (IllegalArgumentException malformed) {
      counters.refused++;
      return;
    }
    if (box == null || closed || !isPart(request)) {
      counters.refused++;
      return;
    }
    if (!boxes.containsKey(box) && boxes.size() == MOST_BOXES) {
      counters.tooMany++;
      return;
    }
    Requests own = boxes.computeIfAbsent(box, _ -> new Requests());
    if (own.offsets.contains(request.offset())) {
      counters.repeated++;
    } else if (own.waiting.size() == MOST_WAITING || !mayAsk(own)) {
      counters.tooMany++;
    } else {
      own.offsets.add(request.offset());
      own.waiting.add(request);
      if (own.waiting.size() == 1) {
        turns.add(box);
      }
      answer();
    }
  }

  private boolean isPart(BlockRequest request) {
    return request.length() <= BlockRequest.MAX_LENGTH
        && request.offset() <= archive.length - request.length();
  }

  private boolean mayAsk(Requests own) {
    long second = nanos.getAsLong() / 1_000_000_000L;
    if (second != own.second) {
      own.second = second;
      own.inSecond = 0;
    }
    return ++own.inSecond <= MOST_PER_SECOND;
  }

  private void answer() {
    if (answering) {
      return;
    }
    answering = true;
    while (outstanding < MOST_OUTSTANDING && !turns.isEmpty() && !closed) {
      String box = turns.remove();
      Requests own = boxes.get(box);
      BlockRequest request = own == null ? null : own.waiting.poll();
      if (own == null || request == null) {
        continue;
      }
      own.offsets.remove(request.offset());
      if (!own.waiting.isEmpty()) {
        turns.add(box);
      }
      send(box, request);
    }
    answering = false;
  }

  private void send(String box, BlockRequest request) {
    int from = (int) request.offset();
    byte[] block = Arrays.copyOfRange(archive, from, from + request.length());
    outstanding++;
    counters.answered++;
    upstream
        .publish(
            new OutgoingMessage(
                topics.of(box).block(sha256, request.offset()),
                Payload.of(block),
                QoS.AT_MOST_ONCE,
                false))
        .onComplete(_ -> {
          outstanding--;
          answer();
        });
  }
}
