package io.edgecoordinator.shadow.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.shadow.ShadowDocument;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.sync.Writers.Place;
import io.edgecoordinator.shadow.sync.Writers.Said;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Random writes on both sides of a bad link; afterwards both say the same, and the right thing. */
class ShadowSyncPropertyTest {

  private static final int RUNS = Integer.getInteger("shadow.sync.runs", 200);
  private static final Vertx VERTX = World.vertx();

  private static final List<SyncRule> RULES =
      Writers.SHADOWS.stream().map(each -> new SyncRule(each.thing(), each.name())).toList();

  private static final SyncLimits LIMITS = new SyncLimits(100, 3, 20, 500, 6_000, 500, 4_000);

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  private static World world(Random random) {
    World world = new World(VERTX.getOrCreateContext(), RULES, LIMITS);
    world.cloud.skewMillis = random.nextInt(-4_000, 4_000);
    world.cloudKnowsVersionZero = random.nextInt(4) > 0;
    return world;
  }

  /**
   * Messages are lost, late, doubled and overtaken; updates may come when they were given up. What
   * has no condition in the protocol is in time and comes once: nobody could tell what it did from
   * what another did.
   */
  private static World.Weather storm(Random random) {
    return (up, topic, payload) -> {
      List<Long> copies = new ArrayList<>();
      if (random.nextInt(8) > 0) {
        boolean late = up && World.isConditional(topic, payload) && random.nextInt(5) == 0;
        copies.add(random.nextLong(late ? 15_000 : 2_000));
      }
      if ((!up || World.isConditional(topic, payload)) && random.nextInt(8) == 0) {
        copies.add(random.nextLong(2_000));
      }
      return copies;
    };
  }

  @Test
  void nothingIsLostAndNothingComesBackWhateverHappensMeanwhile() throws Exception {
    for (long seed = 1; seed <= RUNS; seed++) {
      long each = seed;
      World.on(VERTX, () -> chaos(each));
    }
  }

  private static boolean chaos(long seed) {
    Random random = new Random(seed);
    World world = world(random);
    Writers writers = new Writers(world, random);
    world.weather = storm(random);
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(20)) {
        case 0 -> world.cut();
        case 1, 2 -> world.connect();
        case 3 -> {
          if (random.nextInt(4) == 0) {
            world.crashBox();
          }
        }
        case 4 -> {
          if (random.nextInt(4) == 0) {
            world.box.store.fail();
          }
        }
        case 5, 6, 7 -> writers.write(true);
        case 8, 9, 10 -> writers.write(false);
        case 11, 12 -> world.box.store.commit();
        case 13, 14 -> world.cloud.store.commit();
        case 15, 16 -> world.pass(random.nextLong(1_500));
        default -> world.deliver();
      }
    }
    heal(world);
    for (ShadowName shadow : Writers.SHADOWS) {
      ShadowDocument document = agreed(world, shadow, seed);
      for (String path : Writers.PATHS) {
        Place place = new Place(shadow, path);
        List<@Nullable Integer> last = new ArrayList<>();
        writers.lastOf(place).forEach(said -> last.add(said.value()));
        assertThat(Writers.value(document, path)).as("seed %d, %s", seed, place).isIn(last);
      }
    }
    return true;
  }

  @Test
  void whatBothSidesChangedApartBecomesWhatTheRuleSays() throws Exception {
    for (long seed = 1; seed <= RUNS; seed++) {
      long each = seed;
      World.on(VERTX, () -> apart(each));
    }
  }

  private static boolean apart(long seed) {
    Random random = new Random(seed);
    World world = world(random);
    Writers writers = new Writers(world, random);
    writeSome(world, writers, random);
    heal(world);
    Map<Place, @Nullable Integer> before = new HashMap<>();
    for (ShadowName shadow : Writers.SHADOWS) {
      ShadowDocument document = agreed(world, shadow, seed);
      Writers.PATHS.forEach(
          path -> before.put(new Place(shadow, path), Writers.value(document, path)));
    }
    world.cut();
    writers.here.clear();
    writers.there.clear();
    writeSome(world, writers, random);
    world.weather = storm(random);
    world.connect();
    for (int i = 0; i < 40; i++) {
      world.commitBoth();
      world.deliver();
      world.pass(random.nextLong(300));
    }
    heal(world);
    for (ShadowName shadow : Writers.SHADOWS) {
      ShadowDocument document = agreed(world, shadow, seed);
      for (String path : Writers.PATHS) {
        Place place = new Place(shadow, path);
        assertThat(Writers.value(document, path))
            .as(
                "seed %d, %s: %s, %s",
                seed, place, writers.here.get(place), writers.there.get(place))
            .isEqualTo(expected(place, before.get(place), writers));
      }
    }
    return true;
  }

  private static void writeSome(World world, Writers writers, Random random) {
    for (int i = 0; i < 15; i++) {
      writers.write(random.nextBoolean());
      world.commitBoth();
      world.pass(random.nextLong(1_200));
    }
  }

  /** The rule, said once more. */
  private static @Nullable Integer expected(
      Place place, @Nullable Integer before, Writers writers) {
    Said here = writers.here.getOrDefault(place, new Said(before, 0));
    Said there = writers.there.getOrDefault(place, new Said(before, 0));
    if (Objects.equals(there.value(), before)) {
      return here.value();
    }
    if (Objects.equals(here.value(), before)) {
      return there.value();
    }
    if (here.value() == null || there.value() == null) {
      return here.value() == null ? there.value() : here.value();
    }
    boolean cloudWins =
        there.seconds() > here.seconds()
            || (there.seconds() == here.seconds() && place.path().startsWith("desired"));
    return cloudWins ? there.value() : here.value();
  }

  private static void heal(World world) {
    world.cut();
    world.commitBoth();
    world.weather = (_, _, _) -> List.of(10L);
    world.connect();
    world.settle();
  }

  private static @Nullable ShadowDocument agreed(World world, ShadowName shadow, long seed) {
    ShadowDocument document = world.box.document(shadow);
    assertThat(ShadowDocument.same(document, world.cloud.document(shadow)))
        .as("seed %d, %s: %s, %s", seed, shadow, world.box.text(shadow), world.cloud.text(shadow))
        .isTrue();
    return document;
  }
}
