package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A rollout that is under way: tells boxes, and hears them. Belongs to the event loop. */
public final class FleetDeployment {

  private static final long LOOK_MILLIS = 200;

  private final Vertx vertx;
  private final Roster roster;
  private final Rollout rollout;
  private final Install desired;
  private final InstantSource clock;
  private final Announcements announcements;
  private final Promise<Void> over = Promise.promise();
  private Consumer<BoxProgress> listener = _ -> {};
  private long timer = -1;

  /**
   * Creates a deployment; {@link #start} begins it.
   *
   * @param roster that has gathered all there is
   * @param rollout not begun, of the same deployment
   * @param desired what each box is told
   */
  public FleetDeployment(
      Vertx vertx,
      Upstream upstream,
      FleetTopics topics,
      Roster roster,
      Rollout rollout,
      Install desired,
      InstantSource clock) {
    this.vertx = vertx;
    this.roster = roster;
    this.rollout = rollout;
    this.desired = desired;
    this.clock = clock;
    this.announcements = new Announcements(upstream, topics, _ -> {}, this::refused);
  }

  /** Has somebody told of each box that has got on. */
  public void listen(Consumer<BoxProgress> newListener) {
    listener = newListener;
  }

  /** Begins; completes when nothing more is waited for. */
  public Future<Void> start() {
    roster.boxes().forEach(this::heard);
    roster.listen(this::heard);
    timer = vertx.setPeriodic(LOOK_MILLIS, _ -> after(() -> rollout.passed(clock.instant())));
    after(() -> rollout.begin(clock.instant()));
    return over.future();
  }

  /** Waits no longer. What boxes are told stays. */
  public void stop() {
    vertx.cancelTimer(timer);
    over.tryComplete();
  }

  private void heard(BoxView box) {
    DeploymentReport report = box.report();
    if (report != null) {
      after(() -> rollout.heard(box.id(), report, clock.instant()));
    }
  }

  private void refused(String box, String reason) {
    after(() -> rollout.refused(box, reason, clock.instant()));
  }

  /** Something happens to the rollout, by which boxes are to be told. */
  private void after(Supplier<List<String>> step) {
    List<BoxProgress> before = rollout.boxes();
    for (String box : step.get()) {
      announcements.tell(box, desired);
    }
    List<BoxProgress> now = rollout.boxes();
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).equals(before.get(i))) {
        listener.accept(now.get(i));
      }
    }
    if (rollout.isOver()) {
      stop();
    }
  }
}
