package io.edgecoordinator.examples.crash;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps account of what it gets from {@link NumberedPublisher}s, and notes what must not be: a
 * number twice at QoS 2, or a new number before a lower one.
 */
final class NumberedSubscriber extends WireDevice {

  private static final Pattern PAYLOAD =
      Pattern.compile("\\{\"from\":\"([^\"]+)\",\"number\":(\\d+),.*}");

  private final List<String> filters;
  private final int qos;
  private final boolean inOrder;
  private final Map<String, Numbers> byPublisher = new ConcurrentHashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final CountDownLatch subscribed;
  private final Set<Integer> received = new HashSet<>();
  private boolean asked;

  /** What came from one publisher. */
  static final class Numbers {
    private final BitSet seen = new BitSet();
    private volatile int count;
    private volatile int highest;

    /** Returns how many different numbers came. */
    int count() {
      return count;
    }

    int highest() {
      return highest;
    }

    synchronized int firstMissing() {
      return seen.nextClearBit(1);
    }

    /** Says whether it is new. */
    synchronized boolean add(int number) {
      boolean isNew = !seen.get(number);
      seen.set(number);
      count += isNew ? 1 : 0;
      highest = Math.max(highest, number);
      return isNew;
    }
  }

  /**
   * @param lasting whether its session outlasts its connections
   * @param inOrder whether numbers of one publisher must come in order
   */
  NumberedSubscriber(
      String clientId,
      int version,
      int qos,
      boolean lasting,
      boolean inOrder,
      List<String> filters) {
    super(clientId, version, lasting);
    this.filters = filters;
    this.qos = qos;
    this.inOrder = inOrder;
    this.subscribed = new CountDownLatch(filters.size());
  }

  List<String> filters() {
    return filters;
  }

  /** Returns what came from a publisher. */
  Numbers from(String publisher) {
    return byPublisher.computeIfAbsent(publisher, _ -> new Numbers());
  }

  /** Returns what must not have been. */
  Queue<String> complaints() {
    return complaints;
  }

  void awaitSubscribed() throws InterruptedException {
    subscribed.await();
  }

  @Override
  void resumed() throws IOException {
    if (!asked) {
      asked = true;
      for (String filter : filters) {
        subscribe(filter, qos);
      }
    }
  }

  @Override
  void subscribed() {
    subscribed.countDown();
  }

  @Override
  void received(int messageQos, int packetId, String topic, String payload) throws IOException {
    switch (messageQos) {
      case 1 -> {
        take(messageQos, payload);
        answer(PUBACK, packetId);
      }
      case 2 -> {
        if (received.add(packetId)) {
          take(messageQos, payload);
        }
        answer(PUBREC, packetId);
      }
      default -> complaints.add("QoS 0 on " + topic);
    }
  }

  private void take(int messageQos, String payload) {
    Matcher matcher = PAYLOAD.matcher(payload);
    if (!matcher.matches()) {
      complaints.add("not what was published: " + payload);
      return;
    }
    String publisher = matcher.group(1);
    int number = Integer.parseInt(matcher.group(2));
    Numbers numbers = from(publisher);
    int highest = numbers.highest();
    boolean isNew = numbers.add(number);
    if (isNew && number < highest && inOrder) {
      complaints.add("%s after %d of %s".formatted(number, highest, publisher));
    } else if (!isNew && messageQos == 2 && inOrder) {
      complaints.add("%d of %s twice, last was %d".formatted(number, publisher, highest));
    }
  }

  @Override
  void answered(int type, int packetId, int reason) throws IOException {
    if (type != PUBREL) {
      throw new AssertionError(clientId() + " got a packet of type " + type);
    }
    received.remove(packetId);
    answer(PUBCOMP, packetId);
  }
}
