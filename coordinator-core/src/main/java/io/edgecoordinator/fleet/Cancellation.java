package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DeploymentState;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends deployments on boxes that have not ended them by themselves. Belongs to the event loop. */
public final class Cancellation {

  private final Vertx vertx;
  private final Roster roster;
  private final Announcements announcements;
  private final Map<String, String> cancelled = new LinkedHashMap<>();
  private final Map<String, Result> results = new LinkedHashMap<>();
  private final Promise<Void> over = Promise.promise();

  /**
   * What became of it at one box.
   *
   * @param deployment that was to be ended, or empty if there was none
   * @param done whether it won't come into force, as far as is known
   * @param text for people
   */
  public record Result(String box, String deployment, boolean done, String text) {}

  /** Creates a cancellation; {@link #start} begins it. */
  public Cancellation(Vertx vertx, Upstream upstream, FleetTopics topics, Roster roster) {
    this.vertx = vertx;
    this.roster = roster;
    this.announcements = new Announcements(upstream, topics, this::told, this::refused);
  }

  /**
   * Begins.
   *
   * @param boxes ids
   * @param deployment which one, or null for whichever each box is to have
   * @param wait how long boxes may take to answer
   * @return completes when all have answered, or may no longer
   */
  public Future<Void> start(List<String> boxes, @Nullable String deployment, Duration wait) {
    for (String id : boxes) {
      BoxView box = roster.box(id);
      cancel(box == null ? BoxView.unknown(id) : box, deployment);
    }
    roster.listen(this::heard);
    vertx.setTimer(Math.max(1, wait.toMillis()), _ -> over.tryComplete());
    look();
    return over.future();
  }

  private void cancel(BoxView box, @Nullable String deployment) {
    String wanted = deployment == null ? latest(box) : deployment;
    DesiredDeployment desired = box.desired();
    DeploymentState state = state(box, wanted);
    if (wanted.isEmpty()) {
      end(box.id(), "", true, "there is nothing to cancel");
    } else if (desired != null && !desired.deployment().equals(wanted)) {
      end(box.id(), wanted, false, "another is desired, " + desired.deployment());
    } else if (state != null && state.isTerminal()) {
      end(box.id(), wanted, state != DeploymentState.HEALTHY, "it is " + state + " already");
    } else {
      cancelled.put(box.id(), wanted);
      announcements.tell(box.id(), new DesiredDeployment.Cancel(wanted));
    }
  }

  private static String latest(BoxView box) {
    DesiredDeployment desired = box.desired();
    if (desired != null) {
      return desired.deployment();
    }
    DeploymentReport report = box.report();
    DeploymentReport.Progress last = report == null ? null : report.last();
    return last == null || last.state().isTerminal() ? "" : last.deployment();
  }

  private static @Nullable DeploymentState state(BoxView box, String deployment) {
    DeploymentReport report = box.report();
    DeploymentReport.Progress last = report == null ? null : report.last();
    return last == null || !last.deployment().equals(deployment) ? null : last.state();
  }

  private void told(String id) {
    BoxView box = roster.box(id);
    if (box == null || !box.isConnected()) {
      end(id, cancelled.getOrDefault(id, ""), true, "it is away, and will hear of it");
    }
  }

  private void refused(String id, String reason) {
    end(id, cancelled.getOrDefault(id, ""), false, reason);
  }

  private void heard(BoxView box) {
    String wanted = cancelled.get(box.id());
    DeploymentState state = wanted == null ? null : state(box, wanted);
    if (wanted != null && state != null && state.isTerminal()) {
      boolean inForce = state == DeploymentState.HEALTHY;
      end(box.id(), wanted, !inForce, inForce ? "too late: it is healthy" : state.toString());
    }
  }

  private void end(String id, String deployment, boolean done, String text) {
    cancelled.remove(id);
    results.put(id, new Result(id, deployment, done, text));
    look();
  }

  private void look() {
    if (cancelled.isEmpty()) {
      over.tryComplete();
    }
  }

  /** Returns what became of it at each box. */
  public List<Result> results() {
    List<Result> all = new ArrayList<>(results.values());
    cancelled.forEach((box, deployment) ->
        all.add(new Result(box, deployment, false, "it has not answered yet")));
    return all;
  }
}
