package io.edgecoordinator.shadow.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What goes between a box and the cloud, case by case. */
class ShadowSyncTest {

  private static final Vertx VERTX = World.vertx();
  private static final ShadowName A = ShadowName.classic("a");

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  private interface Story {
    void tell(World world) throws Exception;
  }

  /** Tells a story in a world where only the shadow of thing {@code a} is chosen, by its name. */
  private static void in(Story story) throws Exception {
    in(List.of(new SyncRule("a", null)), SyncLimits.DEFAULT, story);
  }

  private static void in(List<SyncRule> rules, SyncLimits limits, Story story) throws Exception {
    World.on(
        VERTX,
        () -> {
          story.tell(new World(VERTX.getOrCreateContext(), rules, limits));
          return true;
        });
  }

  private static void here(World world, String state) {
    here(world, A, state);
  }

  private static void here(World world, ShadowName shadow, String state) {
    world.box.ask(shadow, ShadowOperation.UPDATE, "{\"state\":" + state + "}", _ -> {});
    world.box.store.commit();
  }

  private static void there(World world, String state) {
    there(world, A, state);
  }

  private static void there(World world, ShadowName shadow, String state) {
    world.atCloud(shadow, ShadowOperation.UPDATE, "{\"state\":" + state + "}", _ -> {});
    world.cloud.store.commit();
  }

  private static void deleteHere(World world) {
    world.box.ask(A, ShadowOperation.DELETE, "", _ -> {});
    world.box.store.commit();
  }

  private static void deleteThere(World world) {
    world.atCloud(A, ShadowOperation.DELETE, "", _ -> {});
    world.cloud.store.commit();
  }

  private static void bothSay(World world, String json) {
    assertThat(world.box.text(A)).as("here").isEqualTo(json);
    assertThat(world.cloud.text(A)).as("in the cloud").isEqualTo(json);
  }

  /** Has both sides say something, and cuts the link. */
  private static void inStepThenApart(World world, String state) {
    world.connect();
    here(world, state);
    world.settle();
    world.cut();
    world.published.clear();
  }

  private static long operations(World world, String operation) {
    return world.published.stream()
        .filter(message -> message.startsWith(A.topic() + "/" + operation + " "))
        .count();
  }

  @Test
  void whatIsWrittenOnOneSideComesToTheOther() throws Exception {
    in(world -> {
      world.connect();
      here(world, "{\"reported\":{\"t\":1}}");
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":1}}");
      there(world, "{\"desired\":{\"t\":2}}");
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":2},\"reported\":{\"t\":1}}");
      assertThat(world.sync.status(A))
          .isEqualTo(new SyncStatus.Of(A, SyncState.IN_STEP, 2, 2, null));
    });
  }

  @Test
  void aShadowThatOnlyTheCloudHasComesDownIfItIsChosenByItsName() throws Exception {
    in(world -> {
      there(world, "{\"desired\":{\"t\":2}}");
      world.connect();
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":2}}");
    });
  }

  @Test
  void whatIsChosenByAPatternComesDownWhenTheCloudTellsOfIt() throws Exception {
    ShadowName named = new ShadowName("freezer-1", "config");
    in(
        List.of(new SyncRule("freezer-*", "c*g")),
        SyncLimits.DEFAULT,
        world -> {
          there(world, named, "{\"desired\":{\"t\":2}}");
          world.connect();
          world.settle();
          assertThat(world.box.text(named)).isEqualTo("none");
          there(world, named, "{\"desired\":{\"t\":3}}");
          there(world, A, "{\"desired\":{\"t\":3}}");
          world.settle();
          assertThat(world.box.text(named)).isEqualTo("{\"desired\":{\"t\":3}}");
          assertThat(world.box.text(A)).isEqualTo("none");
          assertThat(world.sync.status().counters().notChosen()).isEqualTo(1);
        });
  }

  @Test
  void aValueOfTheCloudKeepsTheTimeWhenItWasSet() throws Exception {
    in(world -> {
      there(world, "{\"desired\":{\"t\":2}}");
      long set = world.cloud.now().getEpochSecond();
      world.pass(3_600_000);
      world.connect();
      world.settle();
      world.box.ask(
          A,
          ShadowOperation.GET,
          "",
          answer ->
              assertThat(answer.document().text())
                  .contains("\"metadata\":{\"desired\":{\"t\":{\"timestamp\":" + set + "}}}"));
      assertThat(world.box.now().getEpochSecond()).isGreaterThan(set);
    });
  }

  @Test
  void aDeletionGoesBothWays() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":1}}");
      deleteHere(world);
      world.connect();
      world.settle();
      bothSay(world, "none");
      there(world, "{\"reported\":{\"t\":2}}");
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":2}}");
      deleteThere(world);
      world.settle();
      bothSay(world, "none");
      assertThat(world.box.store.size("shadow-sync")).as("remembered").isZero();
    });
  }

  @Test
  void whatWasSetMeanwhileOutlivesTheDeletionOfTheRest() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":1,\"u\":1}}");
      deleteHere(world);
      there(world, "{\"desired\":{\"t\":9}}");
      world.connect();
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":9}}");
    });
  }

  @Test
  void aShadowThatWasDeletedAndMadeAnewIsTheNewOne() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":1,\"u\":1}}");
      deleteHere(world);
      here(world, "{\"reported\":{\"t\":1}}");
      world.connect();
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":1}}");
    });
  }

  @Test
  void aMonthOfChangesCostsOneGetAndOneUpdate() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":0}}");
      for (int day = 1; day <= 30; day++) {
        for (int i = 0; i < 20; i++) {
          here(world, "{\"reported\":{\"t\":%d}}".formatted(100 * day + i));
        }
        world.pass(86_400_000);
      }
      assertThat(world.box.store.size("shadow-sync")).isEqualTo(1);
      world.connect();
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":3019}}");
      assertThat(world.published).hasSize(2);
    });
  }

  @Test
  void aShadowThatIsInStepCostsOneGetWhenTheLinkReturnsAndNoWrite() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":0}}");
      world.crashBox();
      world.connect();
      world.settle();
      assertThat(operations(world, "get")).isEqualTo(1);
      assertThat(world.published).hasSize(1);
      bothSay(world, "{\"reported\":{\"t\":0}}");
    });
  }

  @Test
  void manyChangesInOneSecondGoAsOne() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":0}}");
      world.connect();
      world.settle();
      world.published.clear();
      for (int i = 1; i <= 100; i++) {
        here(world, "{\"reported\":{\"t\":%d}}".formatted(i));
        world.pass(20);
        world.deliver();
        world.commitBoth();
      }
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":100}}");
      assertThat(world.published).hasSizeLessThanOrEqualTo(4);
    });
  }

  @Test
  void requestsArePacedAndFewAtATime() throws Exception {
    SyncLimits limits = new SyncLimits(1_000, 4, 10, 1_000, 30_000, 1_000, 60_000);
    in(
        World.ALL,
        limits,
        world -> {
          for (int i = 0; i < 100; i++) {
            here(world, ShadowName.classic("thing-" + i), "{\"reported\":{\"t\":1}}");
          }
          world.weather = (_, _, _) -> List.of(500L);
          world.connect();
          for (int tenth = 1; tenth <= 100; tenth++) {
            world.pass(100);
            while (world.deliver()) {
              world.commitBoth();
            }
            world.commitBoth();
            assertThat(world.sync.status().inFlight()).isLessThanOrEqualTo(4);
            assertThat(world.published.size()).isLessThanOrEqualTo(10 + tenth);
          }
          world.settle();
          assertThat(world.published).hasSize(200);
        });
  }

  @Test
  void aShadowBeyondTheBoundIsLeftOutAndCounted() throws Exception {
    SyncLimits limits = new SyncLimits(2, 4, 10, 1_000, 30_000, 1_000, 60_000);
    in(
        World.ALL,
        limits,
        world -> {
          for (int i = 0; i < 3; i++) {
            here(world, ShadowName.classic("thing-" + i), "{\"reported\":{\"t\":1}}");
          }
          assertThat(world.sync.status().shadows()).containsExactly(Map.entry(SyncState.BEHIND, 2));
          assertThat(world.sync.status().counters().tooMany()).isEqualTo(1);
        });
  }

  @Test
  void anUpdateWhoseAnswerWasLostIsNotTakenForSomebodyElses() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"desired\":{\"t\":0}}");
      world.cloud.skewMillis = 600_000;
      world.connect();
      world.settle();
      world.weather = (up, _, _) -> up ? List.of(0L) : List.of();
      here(world, "{\"desired\":{\"t\":1}}");
      world.commitBoth();
      assertThat(world.deliver()).isTrue();
      world.commitBoth();
      assertThat(world.cloud.text(A)).contains("\"t\":1");
      here(world, "{\"desired\":{\"t\":2}}");
      world.weather = (_, _, _) -> List.of(10L);
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":2}}");
      assertThat(world.sync.status().counters().timeouts()).isEqualTo(1);
    });
  }

  @Test
  void aChangeThatIsTakenBackHereIsTakenBackInTheCloud() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":0}}");
      world.connect();
      world.settle();
      here(world, "{\"reported\":{\"t\":1}}");
      world.box.store.commit();
      world.crashBox();
      here(world, "{\"reported\":{\"t\":0}}");
      world.connect();
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":0}}");
    });
  }

  @Test
  void anUpdateThatWasGivenUpAndComesAfterAllIsNotTakenForSomebodyElses() throws Exception {
    SyncLimits impatient = new SyncLimits(10, 1, 20, 0, 1_000, 100, 1_000);
    in(
        List.of(new SyncRule("a", null)),
        impatient,
        world -> {
          inStepThenApart(world, "{\"reported\":{\"t\":0}}");
          world.cloud.skewMillis = 600_000;
          world.connect();
          world.settle();
          world.weather = (_, topic, _) -> List.of(topic.endsWith("/update") ? 3_000L : 10L);
          here(world, "{\"reported\":{\"t\":1}}");
          for (int tenth = 0; tenth < 60; tenth++) {
            if (tenth == 5) {
              here(world, "{\"reported\":{\"t\":2}}");
            }
            world.commitBoth();
            while (world.deliver()) {
              world.commitBoth();
            }
            world.pass(100);
          }
          world.weather = (_, _, _) -> List.of(10L);
          world.settle();
          bothSay(world, "{\"reported\":{\"t\":2}}");
        });
  }

  @Test
  void aChangeThatOvertakesTheAnswerToAGetIsNotMissed() throws Exception {
    in(world -> {
      there(world, "{\"desired\":{\"t\":1}}");
      world.connect();
      world.weather = (_, topic, _) -> List.of(topic.contains("/get/") ? 500L : 10L);
      world.pass(10);
      world.deliver();
      there(world, "{\"desired\":{\"t\":2}}");
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":2}}");
      assertThat(operations(world, "get")).isEqualTo(2);
    });
  }

  @Test
  void aDeletionThatComesTwiceDoesNotTakeWhatWasMadeMeanwhile() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":1}}");
      deleteHere(world);
      world.weather =
          (_, topic, _) -> topic.endsWith("/delete") ? List.of(10L, 5_000L) : List.of(10L);
      world.connect();
      for (int i = 0; i < 20; i++) {
        world.pass(100);
        world.deliver();
        world.commitBoth();
      }
      here(world, "{\"reported\":{\"t\":2}}");
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":2}}");
    });
  }

  @Test
  void aCloudThatDoesNotKnowVersionZeroIsAskedWithout() throws Exception {
    in(world -> {
      world.cloudKnowsVersionZero = false;
      world.connect();
      here(world, "{\"reported\":{\"t\":1}}");
      world.settle();
      bothSay(world, "{\"reported\":{\"t\":1}}");
      assertThat(operations(world, "update")).isEqualTo(2);
    });
  }

  @Test
  void whatTheCloudRefusesIsSaidAndTriedAgainWhenSomethingChanges() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"desired\":{\"t\":0}}");
      String large = "\"" + "x".repeat(5_000) + "\"";
      here(world, "{\"desired\":{\"a\":" + large + "}}");
      there(world, "{\"desired\":{\"b\":" + large + "}}");
      world.connect();
      for (int i = 0; i < 100; i++) {
        world.commitBoth();
        world.deliver();
        world.pass(100);
      }
      SyncStatus.@Nullable Of status = world.sync.status(A);
      assertThat(Objects.requireNonNull(status).state()).isEqualTo(SyncState.FAILED);
      assertThat(status.fault()).contains("exceeds the maximum size");
      assertThat(world.published).as("no attempt after the first").hasSize(1);
      here(world, "{\"desired\":{\"a\":null}}");
      world.settle();
      assertThat(world.cloud.text(A)).isEqualTo(world.box.text(A)).contains("\"b\"");
    });
  }

  @Test
  void aConflictIsMergedAndSentAgain() throws Exception {
    in(world -> {
      inStepThenApart(world, "{\"reported\":{\"t\":0}}");
      world.connect();
      world.settle();
      here(world, "{\"reported\":{\"t\":1}}");
      world.cloud.ask(A, ShadowOperation.UPDATE, "{\"state\":{\"desired\":{\"t\":5}}}", _ -> {});
      world.cloud.store.commit();
      world.settle();
      bothSay(world, "{\"desired\":{\"t\":5},\"reported\":{\"t\":1}}");
      assertThat(world.sync.status().counters().conflicts()).isEqualTo(1);
    });
  }

  @Test
  void aBoxThatFallsAtAnyStepEndsInStep() throws Exception {
    for (int steps = 0; steps <= 40; steps++) {
      int until = steps;
      World.on(VERTX, () -> fallsAfter(until));
    }
  }

  /** Runs an exchange step by step, and has the box fall. */
  private static boolean fallsAfter(int steps) {
    World world =
        new World(VERTX.getOrCreateContext(), List.of(new SyncRule("a", null)), SyncLimits.DEFAULT);
    inStepThenApart(world, "{\"reported\":{\"t\":0},\"desired\":{\"t\":0,\"u\":0}}");
    here(world, "{\"reported\":{\"t\":1}}");
    there(world, "{\"desired\":{\"t\":2,\"u\":null}}");
    world.connect();
    for (int i = 0; i < steps; i++) {
      switch (i % 3) {
        case 0 -> world.box.store.commit();
        case 1 -> world.cloud.store.commit();
        default -> {
          world.pass(10);
          world.deliver();
        }
      }
    }
    String untouched = world.box.text(A);
    world.crashBox();
    here(world, "{\"reported\":{\"t\":3}}");
    world.connect();
    world.settle();
    for (World.Side side : List.of(world.box, world.cloud)) {
      assertThat(side.text(A))
          .as("fell after %d steps, as %s", steps, untouched)
          .contains("\"reported\":{\"t\":3}", "\"desired\":{\"t\":2}");
    }
    return true;
  }
}
