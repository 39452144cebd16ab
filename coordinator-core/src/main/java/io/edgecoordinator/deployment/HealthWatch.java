package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.bundle.Health;
import io.edgecoordinator.bundle.Vitals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches a bundle from the moment it came into force until it is taken for good. What is counted
 * is what is new since the look before: numbers of a task go on where it is the same in both
 * versions, and begin anew where it is not. Belongs to the event loop.
 */
final class HealthWatch {

  /** Calls after which the share of those that failed decides at once. */
  static final int DECISIVE_CALLS = 10;

  private static final long LOOK_MILLIS = 100;

  /** How long a task that can't be loaded is given, since the reason may have been another's. */
  private static final long UNLOADABLE_MILLIS = 3_000;

  private static final Vitals.Calls NONE = new Vitals.Calls(0, 0);

  private final Vertx vertx;
  private final Bundles bundles;
  private final String bundle;
  private final Health health;
  private final long until;
  private final Promise<Void> held = Promise.promise();
  private final long timer;
  private Map<String, Vitals.Calls> before = new HashMap<>();
  private long calls;
  private long failed;
  private long unloadableSince;

  /** Begins to watch; to be called in the turn in which the bundle comes into force. */
  HealthWatch(Vertx vertx, Bundles bundles, String bundle, Health health) {
    this.vertx = vertx;
    this.bundles = bundles;
    this.bundle = bundle;
    this.health = health;
    this.until = now() + health.hold().toMillis();
    this.before = bundles.vitals(bundle).tasks();
    this.timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    if (health.hold().isZero()) {
      stop();
      held.complete();
    }
  }

  /**
   * Completes when it held.
   *
   * @return fails with a {@link StepFailedException} as soon as it is known not to
   */
  Future<Void> held() {
    return held.future();
  }

  /** Watches no longer. */
  void stop() {
    vertx.cancelTimer(timer);
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private void look() {
    Vitals vitals = bundles.vitals(bundle);
    count(vitals.tasks());
    boolean over = now() >= until;
    if (health.isExceeded(calls, failed) && (over || calls >= DECISIVE_CALLS)) {
      end("%d of %d calls failed, %d%% may".formatted(failed, calls, health.failures()));
    } else if (isUnloadable(vitals.faults(), over)) {
      end("a task can't be loaded: " + vitals.faults().getFirst());
    } else if (over) {
      stop();
      held.tryComplete();
    }
  }

  private void count(Map<String, Vitals.Calls> now) {
    now.forEach((task, counted) -> {
      Vitals.Calls former = before.getOrDefault(task, NONE);
      boolean isAnew = counted.ended() < former.ended() || counted.failed() < former.failed();
      calls += counted.ended() - (isAnew ? 0 : former.ended());
      failed += counted.failed() - (isAnew ? 0 : former.failed());
    });
    before = now;
  }

  private boolean isUnloadable(List<String> faults, boolean over) {
    if (faults.isEmpty()) {
      unloadableSince = 0;
      return false;
    }
    if (unloadableSince == 0) {
      unloadableSince = now();
    }
    return over || now() - unloadableSince >= UNLOADABLE_MILLIS;
  }

  private void end(String reason) {
    stop();
    held.tryFail(new StepFailedException(reason));
  }
}
