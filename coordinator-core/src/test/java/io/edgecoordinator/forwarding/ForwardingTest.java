package io.edgecoordinator.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.MessageProperties.User;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.sqlite.EventLoop;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.store.QueueLimits.OnFull;
import io.edgecoordinator.store.QueueStatus.Drop;
import io.edgecoordinator.upstream.OutgoingMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent upstream, when, and in which order, with the link in the hands of the test. */
class ForwardingTest {

  private static final String ALL = "flows: [{id: out, topic: '#', to: upstream}]";

  @TempDir private Path folder;
  private final ScriptedUpstream cloud = new ScriptedUpstream("cloud");
  private final ScriptedUpstream archive = new ScriptedUpstream("archive");
  private ForwardingBox box;

  private void start(String rows) throws Exception {
    box = new ForwardingBox(folder, cloud, archive);
    box.rows(rows);
  }

  @AfterEach
  void close() throws Exception {
    box.close();
  }

  private void connect(boolean answers) throws Exception {
    box.inTurn(() -> cloud.connect(answers));
  }

  private void keep(int from, int to) throws Exception {
    box.keepNumbers(from, to);
  }

  private void awaitSent(int count) {
    EventLoop.until(() -> cloud.sent.size() >= count);
    assertThat(cloud.sent).hasSize(count);
  }

  @Test
  void whatTheLinkLostIsSentAgainInOrderBeforeAllOthers() throws Exception {
    start(ALL);
    connect(false);
    keep(0, 6);
    awaitSent(6);
    box.inTurn(() -> cloud.answer(2));
    box.inTurn(cloud::cut);
    keep(6, 8);
    connect(true);

    awaitSent(12);
    assertThat(cloud.texts())
        .containsExactly("0", "1", "2", "3", "4", "5", "2", "3", "4", "5", "6", "7");
    EventLoop.until(() -> box.forwarding().status().getFirst().sent() == 8);
    assertThat(box.status().doubled()).isEqualTo(4);
    assertThat(box.waiting("upstream:cloud/normal")).isZero();
  }

  @Test
  void aMessageThatFailsWhileTheLinkIsThereIsNotOvertakenByThoseThatCome() throws Exception {
    start(ALL);
    connect(false);
    keep(0, 3);
    awaitSent(3);
    box.inTurn(() -> cloud.fail(1));
    keep(3, 5);
    box.inTurn(() -> cloud.answer(2));

    awaitSent(6);
    assertThat(cloud.texts()).containsExactly("0", "1", "2", "1", "3", "4");
  }

  @Test
  void nothingIsInMemoryWhileTheLinkIsDownAndAllIsSentAfterARestart() throws Exception {
    start(ALL);
    connect(false);
    keep(0, 5_000);
    box.inTurn(cloud::cut);
    box.close();
    cloud.sent.clear();
    box = new ForwardingBox(folder, cloud, archive);
    assertThat(box.waiting("upstream:cloud/normal")).isEqualTo(5_000);
    connect(true);

    awaitSent(5_000);
    assertThat(cloud.texts())
        .isEqualTo(IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void noMoreIsUnderWayThanThereIsRoomFor() throws Exception {
    start(ALL);
    cloud.window(3);
    connect(false);
    keep(0, 5);
    awaitSent(3);
    box.inTurn(() -> cloud.answer(1));
    awaitSent(4);
  }

  @Test
  void urgentMessagesGoFirstAndTheOthersHaveAGuaranteedShare() throws Exception {
    start(
        """
        flows:
          - { id: low, topic: low, priority: low, to: upstream }
          - { id: normal, topic: normal, to: upstream }
          - { id: high, topic: high, priority: high, to: upstream }
        """);
    for (int i = 0; i < 40; i++) {
      for (String lane : List.of("low", "normal", "high")) {
        box.keep(lane, lane + i);
      }
    }
    EventLoop.until(() -> cloud.sent.isEmpty());
    cloud.window(1);
    connect(false);
    while (cloud.sent.size() < 40) {
      int before = cloud.sent.size();
      EventLoop.until(() -> cloud.sent.size() > 0);
      box.inTurn(() -> cloud.answer(1));
      EventLoop.until(() -> cloud.sent.size() > before);
    }

    List<String> first = cloud.sent.subList(4, 40).stream().map(OutgoingMessage::topic).toList();
    assertThat(first).filteredOn("high"::equals).hasSizeBetween(20, 27);
    assertThat(first).filteredOn("normal"::equals).hasSizeBetween(8, 10);
    assertThat(first).filteredOn("low"::equals).hasSizeBetween(3, 4);
  }

  @Test
  void everyMessageCarriesTheIdOfItsEventAndItsDevice() throws Exception {
    start(ALL);
    connect(true);
    MessageProperties said =
        MessageProperties.NONE.withUser(
            List.of(new User("eventId", "x"), new User("unit", "C"), new User("device", "other")));
    EventLoop.await(box.publish("t", "1", QoS.EXACTLY_ONCE, said));
    EventLoop.await(box.publish("t", "2", QoS.AT_MOST_ONCE, said));

    awaitSent(2);
    assertThat(cloud.sent)
        .extracting(OutgoingMessage::qos)
        .containsOnly(QoS.AT_LEAST_ONCE, QoS.AT_MOST_ONCE);
    for (OutgoingMessage message : cloud.sent) {
      List<User> user = message.properties().user();
      assertThat(user).extracting(User::name).containsExactly("eventId", "device", "unit");
      assertThat(user.get(0).value()).matches("[0-9a-f]{16}");
      assertThat(user.get(1).value()).isEqualTo("freezer-1");
    }
    assertThat(cloud.sent.get(0).properties().user().getFirst())
        .isNotEqualTo(cloud.sent.get(1).properties().user().getFirst());
  }

  @Test
  void whatExpiresIsNotSentAndWhatIsLeftOfItsLifeGoesWithIt() throws Exception {
    start(
        """
        flows:
          - { id: short, topic: short, expires: 10s, to: upstream }
          - { id: long, topic: long, expires: 60s, to: upstream }
        """);
    box.keep("short", "1");
    box.keep("long", "2");
    box.pass(Duration.ofSeconds(20));
    connect(true);

    awaitSent(1);
    assertThat(cloud.sent.getFirst().payload().text()).isEqualTo("2");
    assertThat(cloud.sent.getFirst().expirySeconds()).isEqualTo(40);
    assertThat(box.dropped("upstream:cloud/normal")).containsEntry(Drop.EXPIRED, 1L);
  }

  @Test
  void whatIsTooOldIsGivenUp() throws Exception {
    start(ALL);
    keep(0, 3);
    box.pass(Duration.ofHours(2));
    connect(true);

    awaitWaiting(0);
    assertThat(cloud.sent).isEmpty();
    assertThat(box.dropped("upstream:cloud/normal")).containsEntry(Drop.TOO_OLD, 3L);
  }

  private void awaitWaiting(long count) {
    EventLoop.until(() -> {
      try {
        return box.waiting("upstream:cloud/normal") == count;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void whatNeedNotBeKeptIsDroppedWhileTheLinkIsDown() throws Exception {
    start(ALL);
    box.publish("t", "lost", QoS.AT_MOST_ONCE).get();
    connect(true);
    box.publish("t", "sent", QoS.AT_MOST_ONCE).get();

    awaitSent(1);
    assertThat(cloud.texts()).containsExactly("sent");
    assertThat(box.dropped("upstream:cloud/at-most-once")).containsEntry(Drop.AWAY, 1L);
  }

  @Test
  void whatTheBrokerRefusesIsOverAndCounted() throws Exception {
    start(ALL);
    connect(false);
    keep(0, 2);
    awaitSent(2);
    box.inTurn(() -> cloud.refuse(0x87));
    box.inTurn(() -> cloud.answer(1));

    awaitWaiting(0);
    assertThat(box.status().refused()).isEqualTo(1);
    assertThat(box.status().sent()).isEqualTo(1);
  }

  @Test
  void aFullLaneRefusesOrDropsAsConfigured() throws Exception {
    box = new ForwardingBox(folder.resolve("1"), limits(OnFull.REJECT), 1_000, cloud);
    box.rows(ALL);
    keep(0, 3);
    assertThat(EventLoop.await(box.publish("t", "3", QoS.AT_LEAST_ONCE)))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            why -> assertThat(why.reason()).isEqualTo(Admission.Reason.QUEUE_FULL));
    box.close();

    box = new ForwardingBox(folder.resolve("2"), limits(OnFull.DROP_OLDEST), 1_000, cloud);
    box.rows(ALL);
    for (int i = 0; i < 5; i++) {
      keep(i, i + 1);
    }
    awaitWaiting(3);
    connect(true);
    awaitSent(3);
    assertThat(cloud.texts()).containsExactly("2", "3", "4");
  }

  private static QueueLimits limits(OnFull onFull) {
    return new QueueLimits(1_000_000, 3, Duration.ofHours(1), onFull);
  }

  @Test
  void sendsNoFasterThanItsRate() throws Exception {
    box = new ForwardingBox(folder, ForwardingBox.LIMITS, 200, cloud);
    box.rows(ALL);
    keep(0, 110);
    long began = System.nanoTime();
    connect(true);
    awaitSent(110);
    // 10 may go at once
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(450));
  }

  @Test
  void rowsChooseTheBrokerByName() throws Exception {
    start(
        """
        flows:
          - { id: a, topic: "a/{n}", to: { upstream: "x/{n}", via: archive } }
          - { id: b, topic: "b/{n}", to: { upstream: "y/{n}", via: cloud } }
        """);
    connect(true);
    box.inTurn(() -> archive.connect(true));
    box.keep("a/1", "1");
    box.keep("b/2", "2");

    awaitSent(1);
    EventLoop.until(() -> archive.sent.size() == 1);
    assertThat(archive.sent.getFirst().topic()).isEqualTo("x/1");
    assertThat(cloud.sent.getFirst().topic()).isEqualTo("y/2");
  }

  @Test
  void whatGoesToABrokerThatIsNotThereIsRefusedByName() throws Exception {
    start("flows: [{id: a, topic: '#', to: {upstream: x, via: clud}}]");

    assertThat(EventLoop.await(box.publish("t", "1", QoS.AT_LEAST_ONCE)))
        .isEqualTo(
            new Admission.Refused(
                Admission.Reason.NO_DESTINATION,
                "this box has no upstream \"clud\"; did you mean \"cloud\"?"));
    assertThat(box.forwarding().refusedByName()).isEqualTo(1);
    assertThat(box.forwarding().notes())
        .containsExactly(
            "row a: this box has no upstream \"clud\"; did you mean \"cloud\"?,"
                + " so what goes there is refused");
  }

  @Test
  void onABoxWithoutUpstreamItsRowsHaveNoEffect() throws Exception {
    box = new ForwardingBox(folder);
    box.rows("flows: [{id: a, topic: '#', to: [upstream, {upstream: x, via: y}]}]");

    box.keep("t", "1");
    assertThat(box.forwarding().nowhere()).isEqualTo(2);
    assertThat(box.forwarding().notes())
        .containsExactly(
            "row a: this box has no upstream, so \"upstream\" has no effect",
            "row a: this box has no upstream, so \"upstream: x, via: y\" has no effect");
  }

  @Test
  void whatWaitsForABrokerThatWasTakenOutStaysUntilItIsNamedAgain() throws Exception {
    start("flows: [{id: a, topic: '#', to: {upstream: x, via: archive}}]");
    keep(0, 3);
    box.close();

    box = new ForwardingBox(folder, cloud);
    EventLoop.until(() -> box.forwarding().queues().size() == 5);
    assertThat(box.waiting("upstream:archive/normal")).isEqualTo(3);
    box.close();

    box = new ForwardingBox(folder, cloud, archive);
    box.inTurn(() -> archive.connect(true));
    EventLoop.until(() -> archive.sent.size() == 3);
  }
}
