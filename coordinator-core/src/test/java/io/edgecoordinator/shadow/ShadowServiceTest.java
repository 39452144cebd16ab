package io.edgecoordinator.shadow;

import static io.edgecoordinator.shadow.ShadowBox.Ask.delete;
import static io.edgecoordinator.shadow.ShadowBox.Ask.get;
import static io.edgecoordinator.shadow.ShadowBox.Ask.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.shadow.ShadowBox.Ask;
import io.edgecoordinator.sqlite.StoreLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the service promises beside the documents: order, bounds, and what survives. */
@Timeout(60)
class ShadowServiceTest {

  private static final ShadowLimits FEW =
      new ShadowLimits(8_192, 128 << 10, 8, 10, 3, 2, 96L << 20, 16L << 20, 2, 4);

  @TempDir private Path folder;
  private ShadowBox box;

  private void open(ShadowLimits limits) throws Exception {
    box = new ShadowBox(folder, StoreLimits.DEFAULT, limits);
  }

  @AfterEach
  void close() throws Exception {
    box.close();
  }

  private static Ask report(int value) {
    return update("{\"state\":{\"reported\":{\"value\":%d}}}".formatted(value));
  }

  private static List<Integer> codes(List<JsonNode> answers) {
    return answers.stream().map(answer -> answer.path("code").intValue(200)).toList();
  }

  private static List<Integer> versions(List<JsonNode> answers) {
    return answers.stream().map(answer -> answer.path("version").intValue(0)).toList();
  }

  @Test
  void requestsOfOneShadowAreDoneInOrder() throws Exception {
    open(ShadowLimits.DEFAULT);
    List<JsonNode> answers =
        box.ask("t", report(1), get(), report(2), delete(), get(), report(3), get());
    assertThat(codes(answers)).containsExactly(200, 200, 200, 200, 404, 200, 200);
    assertThat(versions(answers)).containsExactly(1, 1, 2, 2, 0, 3, 3);
    assertThat(answers.get(1).at("/state/reported/value").intValue()).isEqualTo(1);
    assertThat(answers.get(6).at("/state/reported/value").intValue()).isEqualTo(3);
  }

  @Test
  void oneOfTwoWritersWithTheSameVersionIsTurnedAway() throws Exception {
    open(ShadowLimits.DEFAULT);
    box.ask("t", report(1));
    Ask conditional = update("{\"state\":{\"reported\":{\"value\":5}},\"version\":1}");
    assertThat(codes(box.ask("t", conditional, conditional))).containsExactly(200, 409);
  }

  @Test
  void theEleventhRequestOfAThingAtATimeIsTurnedAway() throws Exception {
    open(ShadowLimits.DEFAULT);
    Ask[] eleven = IntStream.range(0, 11).mapToObj(ShadowServiceTest::report).toArray(Ask[]::new);
    List<JsonNode> answers = box.ask("t", eleven);
    assertThat(codes(answers).subList(0, 10)).containsOnly(200);
    assertThat(answers.get(10).path("code").intValue()).isEqualTo(429);
    assertThat(answers.get(10).path("message").stringValue()).contains("10 requests for thing t");
    assertThat(box.ask("t", report(9)).path("version").intValue()).isEqualTo(11);
    assertThat(box.run(() -> box.service().status().inFlight())).isZero();
  }

  @Test
  void whatThereIsNoRoomForIsAnsweredOutOfTurn() throws Exception {
    open(ShadowLimits.DEFAULT);
    Ask[] twenty = IntStream.range(0, 20).mapToObj(ShadowServiceTest::report).toArray(Ask[]::new);
    List<JsonNode> answers = box.answersInOrder("t", twenty);
    assertThat(codes(answers.subList(0, 10))).containsOnly(429);
    assertThat(versions(answers.subList(10, 20))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void whatWaitsForTheDiskIsBoundedWhateverItIs() throws Exception {
    open(new ShadowLimits(8_192, 128 << 10, 8, 10, 9, 9, 96L << 20, 10_000, 2, 4));
    Ask padded = new Ask(ShadowOperation.GET, " ".repeat(10_000) + "{}", "test");
    assertThat(codes(box.ask("t", report(1), padded, report(2)))).containsExactly(200, 200, 429);
    assertThat(codes(box.ask("t", padded, padded, report(2)))).containsOnly(200);
  }

  @Test
  void whatWasAcceptedSurvivesARestart() throws Exception {
    open(ShadowLimits.DEFAULT);
    box.ask(
        "t", update("{\"state\":{\"desired\":{\"a\":{\"b\":[1,2]}},\"reported\":{\"c\":1.50}}}"));
    box.ask("gone", report(1), report(2), delete());
    JsonNode before = box.ask("t", get());
    box.restart();
    JsonNode after = box.ask("t", get());
    assertThat(after.path("state")).isEqualTo(before.path("state"));
    assertThat(after.path("metadata")).isEqualTo(before.path("metadata"));
    assertThat(versions(box.ask("gone", get(), report(3)))).containsExactly(0, 3);
  }

  @Test
  void deltaIsToldAgainAfterARestartUnlessItIsKnownThatItWasTold() throws Exception {
    open(ShadowLimits.DEFAULT);
    box.ask("told", update("{\"state\":{\"desired\":{\"a\":1}}}"));
    box.awaitTold("$aws/things/told/shadow/update/documents");
    box.ask("unknown", update("{\"state\":{\"desired\":{\"a\":1}}}"));
    box.restart();
    box.told().clear();
    box.run(() -> {
      box.service().announce();
      return null;
    });
    box.ask("other", report(1));
    assertThat(box.told())
        .extracting(Event::topic)
        .contains("$aws/things/unknown/shadow/update/delta")
        .doesNotContain("$aws/things/told/shadow/update/delta");
  }

  @Test
  void changesThatDoNotFitTheDiskAreTakenBack() throws Exception {
    box =
        new ShadowBox(folder, StoreLimits.DEFAULT.withDatabaseBytes(300_000), ShadowLimits.DEFAULT);
    String large = "x".repeat(7_000);
    box.ask("t", report(0));
    int refused = 0;
    List<Integer> accepted = new ArrayList<>();
    for (int i = 1; refused == 0; i++) {
      JsonNode answer =
          box.ask(
              "t" + i,
              update("{\"state\":{\"reported\":{\"value\":%d,\"x\":\"%s\"}}}".formatted(i, large)));
      if (answer.path("code").intValue(200) == 200) {
        accepted.add(i);
      } else {
        assertThat(answer.path("code").intValue()).isEqualTo(500);
        assertThat(answer.path("message").stringValue()).contains("full");
        refused = i;
      }
    }
    assertThat(accepted).isNotEmpty();
    assertThat(box.ask("t" + refused, get()).path("code").intValue()).isEqualTo(404);
    box.restart();
    assertThat(box.ask("t" + refused, get()).path("code").intValue()).isEqualTo(404);
    for (int i : accepted) {
      assertThat(box.ask("t" + i, get()).at("/state/reported/value").intValue()).isEqualTo(i);
    }
    assertThat(box.ask("t", get()).path("version").intValue()).isEqualTo(1);
  }

  @Test
  void shadowsAreBoundedInAllAndForEachCreator() throws Exception {
    open(FEW);
    assertThat(codes(List.of(box.ask("a", report(1)), box.ask("b", report(1))))).containsOnly(200);
    JsonNode third = box.ask("c", report(1));
    assertThat(third.path("code").intValue()).isEqualTo(429);
    assertThat(third.path("message").stringValue())
        .isEqualTo("device:test has created 2 shadows; it may create 2");
    assertThat(codes(List.of(box.ask("c", report(1).by("other"))))).containsExactly(200);
    assertThat(box.ask("d", report(1).by("third")).path("message").stringValue())
        .isEqualTo("there are 3 shadows; there may be 3");
    assertThat(codes(box.ask("a", report(2), delete()))).containsOnly(200);
    assertThat(codes(List.of(box.ask("d", report(1).by("third"))))).containsExactly(200);
  }

  @Test
  void tombstonesBeyondTheirNumberAreForgottenTheOldestFirst() throws Exception {
    open(FEW);
    for (String thing : List.of("a", "b", "c")) {
      box.ask(thing, report(1), report(2), delete());
    }
    box.restart();
    assertThat(box.ask("a", report(1)).path("version").intValue()).isEqualTo(1);
    assertThat(box.ask("c", report(1)).path("version").intValue()).isEqualTo(3);
  }

  @Test
  void historyHasTheLastChangesAndWhoMadeThem() throws Exception {
    open(FEW);
    for (int i = 1; i <= 5; i++) {
      box.ask("t", report(i).by("device-" + i));
    }
    box.ask("t", delete());
    box.restart();
    List<ShadowChange> history =
        box.await(() -> box.service().catalog().history(ShadowName.classic("t")));
    assertThat(history).extracting(ShadowChange::number).containsExactly(6L, 5L, 4L, 3L);
    assertThat(history)
        .extracting(ShadowChange::by)
        .containsExactly("device:test", "device:device-5", "device:device-4", "device:device-3");
    assertThat(history.get(1).state()).isEqualTo("{\"reported\":{\"value\":5}}");
    assertThat(history.getFirst().operation()).isEqualTo(ShadowOperation.DELETE);
  }

  @Test
  void namedShadowsAreListedInOrder() throws Exception {
    open(ShadowLimits.DEFAULT);
    box.run(() -> {
      for (String name : List.of("b", "a", "c")) {
        box.service()
            .request(
                new ShadowRequest(
                    new ShadowName("t", name),
                    ShadowOperation.UPDATE,
                    io.edgecoordinator.event.Payload.of("{\"state\":{}}"),
                    new Requester(new io.edgecoordinator.event.Source.Operator(), null, 0)),
                _ -> {});
      }
      return null;
    });
    box.ask("t", report(1));
    box.ask("t2", report(1));
    assertThat(box.run(() -> box.service().catalog().names("t", "", 10)))
        .containsExactly("a", "b", "c");
    assertThat(box.run(() -> box.service().catalog().names("t", "a", 1))).containsExactly("b");
    assertThat(box.run(() -> box.service().catalog().names("t2", "", 10))).isEmpty();
  }
}
