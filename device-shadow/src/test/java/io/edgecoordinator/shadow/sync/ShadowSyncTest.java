package io.edgecoordinator.shadow.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.vertx.core.Vertx;
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

  private static void in(Story story) throws Exception {
    World.on(
        VERTX,
        () -> {
          story.tell(new World(VERTX.getOrCreateContext()));
          return true;
        });
  }

  private static void here(World world, String state) {
    world.box.ask(A, ShadowOperation.UPDATE, "{\"state\":" + state + "}", _ -> {});
    world.box.store.commit();
  }

  private static void there(World world, String state) {
    world.atCloud(A, ShadowOperation.UPDATE, "{\"state\":" + state + "}", _ -> {});
    world.cloud.store.commit();
  }

  private static void both(World world, String json) {
    assertThat(world.box.text(A)).isEqualTo(json);
    assertThat(world.cloud.text(A)).isEqualTo(json);
  }

  @Test
  void whatIsWrittenOnOneSideComesToTheOther() throws Exception {
    in(world -> {
      world.connect();
      here(world, "{'reported':{'t':1}}".replace('\'', '"'));
      world.settle();
      both(world, "{\"reported\":{\"t\":1}}");
      there(world, "{\"desired\":{\"t\":2}}");
      world.settle();
      both(world, "{\"desired\":{\"t\":2},\"reported\":{\"t\":1}}");
    });
  }
}
